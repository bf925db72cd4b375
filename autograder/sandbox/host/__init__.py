"""The trusted side of the sandbox.

`policy` (what is allowed, and why), `mounts` and `jail` (the command line that applies
it), `zygote_client` (starts the zygote and tells it to fork), `engine` (an interpreter
for each notebook), `session` (one notebook), `supervisor` (its interpreters, one after
the other), `rpc` (one call and its callbacks), `budget` (time), `outputs` (a second
run, and what is shown of it), `unsandboxed` (no isolation, on request).
"""
