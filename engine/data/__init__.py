"""Data sets: generators, readers and the preparation of inputs. Takes plain values and returns a Dataset."""
