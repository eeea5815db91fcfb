"""`python -m engine` compiles the kernels to disk, for container images and first starts."""

from engine.warm import warm

if __name__ == "__main__":
    warm(lambda what, done, total: print(f"compiling {what} ({done}/{total})" if done < total else what, flush=True))
