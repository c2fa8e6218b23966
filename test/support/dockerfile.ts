/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  name: string
  text: string
}

/** One stage of a Dockerfile. */
export interface Stage {
  /** What follows FROM, as written. */
  image: string
  instructions: Instruction[]
  /** The texts of the instructions with this name, in their order. */
  list: (name: string) => string[]
}

/** The stages of a Dockerfile in their order, and the instructions before the first. */
export type Dockerfile = Stage[] & { globals: Instruction[] }

/** Reads a Dockerfile without a parser directive or a here-document. */
export function readDockerfile (source: string): Dockerfile {
  const stages: Dockerfile = Object.assign([], { globals: [] })
  const joined = source.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, ' ')
  for (const line of joined.split('\n').filter((line) => line.trim() !== '')) {
    const [, name = '', text = ''] = line.match(/^([A-Z]+)\s+(.*)$/) ?? []
    if (name === '') throw new Error(`not an instruction: ${line}`)
    const stage = stages.at(-1)
    if (name === 'FROM') stages.push(startStage(text))
    else (stage?.instructions ?? stages.globals).push({ name, text: text.trim() })
  }
  return stages
}

function startStage (text: string): Stage {
  const instructions: Instruction[] = []
  const list = (name: string) => instructions.filter((each) => each.name === name).map((each) => each.text)
  return { image: text.split(/\s/)[0] ?? '', instructions, list }
}
