import { join } from 'node:path'
import t from 'tap'
import { createError } from '@kefuhub/contract'
import { reportFailure } from '../../src/cli/failure.js'
import { createProgram } from '../../src/cli/main.js'
import { createTestContext, run } from './terminal.js'

t.test('without a command shows the help and says that one is missing', async (t) => {
  const { exitCode, stderr, stdout } = await run([])
  t.equal(exitCode, 2)
  t.equal(stdout, '')
  t.match(stderr, /^Usage: kefuhub \[options\] \[command\]/)
})

t.test('shows help, for all and for one command', async (t) => {
  for (const argv of [['--help'], ['-h'], ['help']]) {
    const { exitCode, stdout } = await run(argv)
    t.equal(exitCode, 0)
    for (const part of ['check ', 'schema ', 'plugins ', 'Examples:', 'KEFUHUB_CONFIG', 'Exit codes:']) t.match(stdout, part)
  }
  for (const argv of [['help', 'check'], ['check', '--help']]) {
    const { exitCode, stdout } = await run(argv)
    t.equal(exitCode, 0)
    t.match(stdout, /Usage: kefuhub check[^]*Examples:/)
  }
})

t.test('shows the version', async (t) => {
  for (const flag of ['--version', '-V']) t.match(await run([flag]), { exitCode: 0, stdout: /^kefuhub \d+\.\d+\.\d+ \(contract 1\.\d+\.\d+\)\n$/ })
})

t.test('a mistake in the command line ends with 2 and one line', async (t) => {
  const cases: Array<[string[], RegExp]> = [
    [['chekc'], /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [['check', '--jsno'], /unknown option '--jsno'\n\(Did you mean --json\?\)/],
    [['check', '--config'], /option '-c, --config <file>' argument missing/],
    [['check', 'too', 'many'], /too many arguments/]
  ]
  for (const [argv, message] of cases) {
    const { exitCode, stderr, stdout } = await run(argv)
    t.equal(exitCode, 2, argv.join(' '))
    t.match(stderr, message)
    t.match(stderr, '(--help shows what is allowed)')
    t.notMatch(stderr, /\n {4}at /)
    t.equal(stdout, '')
  }
})

t.test('loads only the command that is called', async (t) => {
  const { context } = createTestContext(['check'])
  t.same((await createProgram(context)).commands.map((command) => command.name()), ['check'])
  t.same((await createProgram({ ...context, argv: ['--version'] })).commands, [])
  t.ok((await createProgram({ ...context, argv: ['constructor'] })).commands.length > 1, 'an inherited name is no command')
})

t.test('help is in bold on a terminal, unless NO_COLOR says otherwise', async (t) => {
  t.match((await run(['--help'], { isTTY: true })).stdout, '\u001b[1mUsage:\u001b[22m')
  t.notMatch((await run(['--help'], { isTTY: true, env: { NO_COLOR: '1' } })).stdout, '\u001b')
  t.notMatch((await run(['--help'], { isTTY: true, env: { TERM: 'dumb' } })).stdout, '\u001b')
  t.notMatch((await run(['--help'])).stdout, '\u001b')
})

t.test('an error with a code is told by code, message and cause', async (t) => {
  const Known = createError<[{ cause: unknown }]>('SAMPLE_ERR_BROKEN', 'It broke; mend mongodb://u:secret@h', 500)
  const { context, outcome } = createTestContext([])
  t.equal(reportFailure(new Known({ cause: new Error('first line\nsecond line') }), context), 1)
  t.equal(outcome.stderr, 'SAMPLE_ERR_BROKEN: It broke; mend mongodb://u:•••@h\n  cause: first line\n')
})

t.test('an error of the config ends with 2', async (t) => {
  const { exitCode, stderr, stdout } = await run(['check', '--config', '/does/not/exist.yaml'])
  t.equal(exitCode, 2)
  t.match(stderr, /^KH_ERR_CONFIG_NOT_FOUND: The config file \/does\/not\/exist\.yaml cannot be read: it does not exist\. Name another with --config FILE or KEFUHUB_CONFIG\n$/)
  t.equal(stdout, '')
})

t.test('a config that is not valid ends with 2 and every mistake, whatever the command', async (t) => {
  const config = join(t.testdir({ 'hub.yaml': 'prot: 1\nlog: { level: inof }\n' }), 'hub.yaml')
  const { exitCode, stderr } = await run(['token', 'list', '--config', config])
  t.equal(exitCode, 2)
  t.match(stderr, /hub\.yaml:1:1 {2}KH_ERR_CONFIG_KEY_UNKNOWN[^]*hub\.yaml:2:15 {2}KH_ERR_CONFIG_VALUE_INVALID[^]*2 mistakes in /)
})

t.test('an unexpected error is one short text, with its stack only in debugging', async (t) => {
  for (const error of [new TypeError('x is undefined\nmore'), Object.assign(new Error('x is undefined'), { code: 'ENOENT' }), 'x is undefined']) {
    const { context, outcome } = createTestContext([])
    t.equal(reportFailure(error, context), 1)
    t.match(outcome.stderr, /^kefuhub failed unexpectedly: x is undefined\n {2}This is a defect .*KEFUHUB_DEBUG=1.*\n$/)
  }
  const { context, outcome } = createTestContext([], { env: { KEFUHUB_DEBUG: '1' } })
  reportFailure(new TypeError('x'), context)
  t.match(outcome.stderr, /\n {4}at /)
})

t.test('an error of a command reaches the exit code', async (t) => {
  const stdout = { isTTY: false, write: () => { throw new Error('the pipe is gone') } }
  t.match(await run(['schema'], { stdout }), { exitCode: 1, stderr: /^kefuhub failed unexpectedly: the pipe is gone\n/ })
})
