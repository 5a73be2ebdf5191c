"""Fil de voisins: neighbours ask, neighbours offer, a matcher pairs them, people keep the tie."""
