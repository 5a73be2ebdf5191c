"""The desk: what a coordinator sees and does, in her own neighbourhoods only."""
