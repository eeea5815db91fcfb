"""Read a run: probes, maps, gradient check, gradients through time, loss landscape. Nothing here changes one."""
