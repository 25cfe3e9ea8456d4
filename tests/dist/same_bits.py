"""Any number of ranks and threads gives the model of one process, its scores and its settings."""

from ranks import require

SHAPES = [(ranks, threads) for ranks in (1, 2, 3, 4, 8) for threads in (1, 2)]
SOME_SHAPES = [(2, 1), (3, 2), (8, 1)]
SHORT_SHAPES = SOME_SHAPES[:2]
SCORES = ("train", "validation", "test", "cross_validation", "learning_curve")


def require_same(result, alone, what):
    require(result["model_hash"] == alone["model_hash"], f"{what}: another model")
    for part in SCORES:
        require(result.get(part) == alone.get(part), f"{what}: other scores of {part}")


def check(program, jobs, is_short=False):
    for name, job in jobs.items():
        shapes = SHORT_SHAPES if is_short else SHAPES if job.on_all else SOME_SHAPES
        alone, _ = program.train(0, *job.arguments, "--out", program.out())
        for ranks, threads in shapes:
            result, notes = program.train(ranks, *job.arguments, "--threads", str(threads), "--out", program.out())
            what = f"{name}, {ranks} ranks, {threads} threads"
            require_same(result, alone, what)
            require(ranks == 1 or job.shared in notes, f"{what}: doesn't say what is shared:\n{notes}")
        print(f"  {name}: {len(shapes)} numbers of ranks and threads", flush=True)
