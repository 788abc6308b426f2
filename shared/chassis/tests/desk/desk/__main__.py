from chassis.process import main, nameko, plain

main(
    "desk",
    {
        "relay": plain("chassis.relay:run"),
        "idle": plain("desk.kinds:idle"),
        "telling": plain("desk.kinds:telling"),
        "green-idle": nameko("desk.kinds:idle"),
        "green-database": nameko("desk.kinds:green_database"),
        "worker": plain("desk.kinds:worker"),
    },
)
