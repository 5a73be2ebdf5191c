"""The matching core: arrays in, a plan with its proof and its reasons out."""
