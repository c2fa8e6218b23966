import { createContext, use, useEffect, useMemo, useRef, type ReactNode } from 'react'

/** What a key can ask for. */
export type Command =
  | 'next' | 'previous' | 'accept' | 'transfer' | 'close' | 'reopen' | 'note' | 'reply' | 'search' | 'new-ticket'
  | 'go-mine' | 'go-unassigned' | 'go-all' | 'go-closed' | 'leave'

interface Commands {
  register: (command: Command, act: () => void) => () => void
  /** @returns whether something on the screen does it now */
  run: (command: Command) => boolean
}

const CommandContext = createContext<Commands | undefined>(undefined)

/** Lets parts of the workspace say what they do when a key asks for it. */
export function CommandProvider ({ children }: { children: ReactNode }) {
  const commands = useMemo((): Commands => {
    const known = new Map<Command, () => void>()
    return {
      register (command, act) {
        known.set(command, act)
        return () => { if (known.get(command) === act) known.delete(command) }
      },
      run (command) {
        const act = known.get(command)
        act?.()
        return act !== undefined
      }
    }
  }, [])
  return <CommandContext value={commands}>{children}</CommandContext>
}

/** All commands. */
export function useCommands (): Commands {
  const commands = use(CommandContext)
  if (commands === undefined) throw new Error('useCommands stands outside of CommandProvider')
  return commands
}

/** Does a command while the component is on screen; `undefined`: it cannot be done now. */
export function useCommand (command: Command, act: (() => void) | undefined): void {
  const { register } = useCommands()
  const latest = useRef(act)
  useEffect(() => { latest.current = act })
  const isPossible = act !== undefined
  useEffect(() => {
    if (isPossible) return register(command, () => latest.current?.())
  }, [register, command, isPossible])
}
