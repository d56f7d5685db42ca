"""The command line: options in, one call of the pipeline, one call of present, an exit code out."""
