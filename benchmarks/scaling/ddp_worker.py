"""PyTorch's DistributedDataParallel over gloo, as the peer of workers/torch_worker.py: started once
for each rank, with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. Rank 0 answers lines of JSON.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "peers" / "workers"))

import common  # noqa: E402

common.serve = lambda make: None  # the peer is served here

import torch_worker  # noqa: E402


class DdpPeer(torch_worker.Peer):
    """Each rank has its share of each batch; the mean of the gradients is that of the batch."""

    def __init__(self, work, threads):
        super().__init__(work, threads)
        rank, size = distributed.get_rank(), distributed.get_world_size()
        share = work.batch // size
        self.batches = [([x[rank * share:(rank + 1) * share].contiguous() for x in inputs],
                         y[rank * share:(rank + 1) * share].contiguous())
                        for inputs, y in self.batches]
        self.net = DistributedDataParallel(self.net)


def share_request():
    """The next line of rank 0, on all ranks; None at the end."""
    line = [sys.stdin.readline() if distributed.get_rank() == 0 else None]
    distributed.broadcast_object_list(line)
    return json.loads(line[0]) if line[0].strip() else None


def mean_of_ranks(number):
    value = torch.tensor([float(number)])
    distributed.all_reduce(value)
    return value.item() / distributed.get_world_size()


def answer(request, state):
    if request["do"] == "prepare":
        work = common.Work(request["work"])
        state["work"], state["peer"] = work, DdpPeer(work, request["threads"])
        return {"loss": mean_of_ranks(state["peer"].train([0])), "version": state["peer"].version}
    if request["do"] == "memory":
        return {"peak_bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}
    order = [i % state["work"].pool for i in range(request["steps"])]
    distributed.barrier()
    begin = time.perf_counter()
    loss = state["peer"].train(order)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "loss": mean_of_ranks(loss)}


def main():
    distributed.init_process_group("gloo")
    state = {}
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    while (request := share_request()) is not None:
        result = answer(request, state)
        if distributed.get_rank() == 0:
            print(json.dumps(result), file=answers, flush=True)
    distributed.destroy_process_group()


main()
