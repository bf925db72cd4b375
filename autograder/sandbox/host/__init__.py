"""The trusted side of the sandbox.

`policy` (what is allowed, and why), `mounts` and `jail` (the command line that makes it
so), `zygote_client` (starts it, and has it fork), `engine` (an interpreter for each
notebook), `session` (one notebook), `supervisor` (its interpreters, one after the
other), `replay` (what its cells show), `rpc` (one question and its callbacks),
`budget` (time), `outputs` (outputs rebuilt), `unsandboxed` (no isolation, on request).
"""
