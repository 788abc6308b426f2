"""``python -m accounts rpc | relay | announce | migrate``."""

from chassis.process import main, nameko, plain

if __name__ == "__main__":
    main(
        "accounts",
        {
            "rpc": nameko("accounts.entrypoints.rpc:run"),
            "relay": plain("chassis.relay:run"),
            "announce": plain("accounts.entrypoints.announce:run"),
        },
    )
