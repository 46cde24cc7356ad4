"""The spreidingswet: cycles, tasks and gaps of provinces and municipalities."""
