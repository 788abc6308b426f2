"""``python -m scheduling rpc | consumer | relay | worker | migrate``."""

from chassis.process import main, nameko, plain

if __name__ == "__main__":
    main(
        "scheduling",
        {
            "rpc": nameko("scheduling.entrypoints.rpc:run"),
            "consumer": nameko("scheduling.entrypoints.consumer:run"),
            "relay": plain("chassis.relay:run"),
            "worker": plain("scheduling.entrypoints.worker:run"),
        },
    )
