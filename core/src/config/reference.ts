import { describeAllowed } from './allowed.js'
import type { JsonSchema } from './schema-path.js'
import { HubConfigSchema } from './schema.js'

const INTRODUCTION = `# Config

The hub reads one YAML 1.2 file: \`config/hub.yaml\`, or the file that \`--config\` or \`KEFUHUB_CONFIG\` names. This page is made from
the schema that the hub checks the file with. \`kefuhub check\` lists every mistake of a file at once; \`kefuhub schema\` makes a JSON
schema with the options of the installed plugins for your editor.

- An unknown key is an error, a key that stands twice too.
- What is not written has its default. An empty file is a valid config.
- Relative paths start at the folder of the config file.
- At most 1 MiB; aliases (\`*name\`) may be followed 100 times.

## References

A value may take texts from outside, several in one value if need be. Keys may not.

| written | stands for |
|---|---|
| \`\${env:NAME}\` | the environment variable; it must be set and not empty |
| \`\${env:NAME:-text}\` | the environment variable, or \`text\` where it is not set or empty; \`text\` may be empty and holds no \`}\` |
| \`\${file:/run/secrets/name}\` | the content of a UTF-8 file of at most 64 KiB, without one newline at its end |
| \`$\${\` | a literal \`\${\` |

A value that is one whole \`\${env:…}\` may stand where a number or \`true\`/\`false\` is wanted. Inside \`{ }\` and \`[ ]\` a reference needs
quotes. Whatever is missing stops the start, and the message says which entry wanted it.

Put secrets into files or the environment, never into the config itself. Values that are marked *secret* below or in a plugin's own
options, everything that came from a file, and the passwords of addresses are replaced by \`•••\` wherever they would show. A password
inside an address must be percent-encoded.
`

const PLUGINS = `A plugin is named by its package (\`npm install\` it beside the config file or beside the hub) or by a path. Its options are described in its
README. A plugin that is absent, broken, listed under a taken id or made for another contract stops the start.

\`\`\`yaml
plugins:
  - id: service-account
    use: "@kefuhub/channel-wechat"
    options:
      appId: \${env:WECHAT_APP_ID}
      appSecret: \${file:/run/secrets/wechat_app_secret}
      originalId: \${env:WECHAT_ORIGINAL_ID}
      token: \${file:/run/secrets/wechat_token}
      encodingAESKey: \${file:/run/secrets/wechat_aes_key}
  - id: shop
    use: ./plugins/our-shop
\`\`\`
`

function cell (text: string): string {
  return text.replaceAll('|', '\\|')
}

function describeDefault (key: string, schema: JsonSchema, required: readonly string[]): string {
  if (schema.default !== undefined) {
    const text = JSON.stringify(schema.default)
    return text.length > MAX_SHOWN_DEFAULT ? 'as described' : `\`${text}\``
  }
  return required.includes(key) ? 'needed' : 'none'
}

/** A default that is longer, in characters, is told in words. */
const MAX_SHOWN_DEFAULT = 120

/** A row for every key, those inside of it below it. */
function describeRows (schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const secret = child.secret === true ? ' *Secret.*' : ''
    const row = `| \`${prefix}${key}\` | ${cell(describeAllowed(child))} | ${describeDefault(key, child, schema.required ?? [])} | ${cell(child.description ?? '')}.${secret} |`
    return [row, ...describeRows(child.items ?? child, child.items === undefined ? `${prefix}${key}.` : `${prefix}${key}[].`)]
  })
}

const HEAD = ['| key | value | default | meaning |', '|---|---|---|---|']

/** Writes `docs/Reference/config.md` from the schema, so that the two cannot drift apart. */
export function describeConfig (): string {
  const sections = Object.entries(HubConfigSchema.properties as Record<string, JsonSchema>).map(([key, schema]) => {
    const entry = schema.items ?? schema
    const rows = entry.properties === undefined ? describeRows({ properties: { [key]: schema } }, '') : describeRows(entry, schema.items === undefined ? `${key}.` : `${key}[].`)
    const intro = entry.properties === undefined || schema.description === undefined ? [] : [`${schema.description}.`, '']
    return [`## ${key}`, '', ...intro, ...(key === 'plugins' ? [PLUGINS] : []), ...HEAD, ...rows].join('\n')
  })
  return `${[INTRODUCTION, ...sections.map((section) => `${section}\n`)].join('\n')}`
}
