"""`python -m engine` compiles the kernels and keeps them on disk, for images and first starts."""

from engine.warm import warm

if __name__ == "__main__":
    warm(lambda what, done, total: print(f"compiling {what} ({done}/{total})" if done < total else what, flush=True))
