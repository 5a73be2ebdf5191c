"""One Dijkstra in compiled code: a binary heap whose entries can move up, and the way back."""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import I32S, I64, I64S, VOID, loop, tuple_of
from mutualaid.matching.instance import Array

FAR = 2**62
OPEN_AGAIN = FAR - 1
"The distance of a node that was reached, left, and may be reached anew."


class Search(NamedTuple):
    """One Dijkstra: a binary heap with positions, distances, the way back, the best end."""

    heap_key: Array
    heap_node: Array
    heap_place: Array
    size: Array
    "Entries in the heap; nodes touched."
    touched: Array
    distance: Array
    from_request: Array
    "The request that came to this node; -1 = through the helper of the request reached."
    from_arc: Array
    "The key of the arc by which it came, offer row apart: cost << 2 | part of the day."
    best: Array
    "Length of the best way out; its helper, or -1 - the request that stays out."


SEARCH = tuple_of(Search, I64S, I32S, I32S, I64S, I32S, I64S, I32S, I64S, I64S)


@loop(VOID(SEARCH, I64, I64, I64, I64))
def reach(search: Search, node: int, distance: int, request: int, arc: int) -> None:
    """Note a shorter way to a node and move it up the heap."""
    keys, nodes, places, size = search.heap_key, search.heap_node, search.heap_place, search.size
    if distance >= search.distance[node]:
        return
    if search.distance[node] == FAR:
        search.touched[size[1]] = node
        size[1] += 1
    search.distance[node] = distance
    search.from_request[node] = request
    search.from_arc[node] = arc
    position = np.int64(places[node])
    if position < 0:
        position = size[0]
        size[0] += 1
    while position > 0:
        parent = (position - 1) >> 1
        if keys[parent] <= distance:
            break
        keys[position], nodes[position] = keys[parent], nodes[parent]
        places[nodes[position]] = position
        position = parent
    keys[position], nodes[position], places[node] = distance, node, position


@loop(I64(SEARCH))
def pop(search: Search) -> int:
    """Take the nearest node off the heap."""
    keys, nodes, places = search.heap_key, search.heap_node, search.heap_place
    top = np.int64(nodes[0])
    places[top] = -1
    search.size[0] -= 1
    last = search.size[0]
    if last == 0:
        return top
    key, node = keys[last], nodes[last]
    position, child = 0, 1
    while child < last:
        if child + 1 < last and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[position], nodes[position] = keys[child], nodes[child]
        places[nodes[position]] = position
        position, child = child, 2 * child + 1
    keys[position], nodes[position], places[node] = key, node, position
    return top


@loop(VOID(SEARCH))
def forget(search: Search) -> None:
    """Make the search ready for the next request."""
    for position in range(search.size[1]):
        node = search.touched[position]
        search.distance[node] = FAR
        search.heap_place[node] = -1
    search.size[0] = 0
    search.size[1] = 0


def fresh_search(n_nodes: int) -> Search:
    """Room for a graph of so many nodes, none reached yet."""
    return Search(
        heap_key=np.empty(n_nodes, dtype=np.int64),
        heap_node=np.empty(n_nodes, dtype=np.int32),
        heap_place=np.full(n_nodes, -1, dtype=np.int32),
        size=np.zeros(2, dtype=np.int64),
        touched=np.empty(n_nodes, dtype=np.int32),
        distance=np.full(n_nodes, FAR, dtype=np.int64),
        from_request=np.full(n_nodes, -1, dtype=np.int32),
        from_arc=np.zeros(n_nodes, dtype=np.int64),
        best=np.zeros(2, dtype=np.int64),
    )
