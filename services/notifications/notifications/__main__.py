"""``python -m notifications rpc | planner | dispatcher | sender-sms | sender-email | bounces | relay | migrate``."""

from chassis.process import main, nameko, plain

if __name__ == "__main__":
    main(
        "notifications",
        {
            "rpc": nameko("notifications.entrypoints.rpc:run"),
            "planner": nameko("notifications.entrypoints.planner:run"),
            "dispatcher": plain("notifications.entrypoints.dispatcher:run"),
            "sender-sms": plain("notifications.entrypoints.sender:run_sms"),
            "sender-email": plain("notifications.entrypoints.sender:run_email"),
            "bounces": plain("notifications.entrypoints.bounces:run"),
            "relay": plain("chassis.relay:run"),
        },
    )
