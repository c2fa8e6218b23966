#!/usr/bin/env node
import { main } from '../dist/testing/wechat/cli.js'

process.exitCode = await main(process.argv.slice(2), { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, signals: process })
