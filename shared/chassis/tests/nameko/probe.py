"""``python -m shared.chassis.tests.nameko.probe rpc|consumer|stock``: the services under test."""

from chassis.process import main, nameko

HERE = "shared.chassis.tests.nameko"

if __name__ == "__main__":
    main(
        "probe",
        {
            "rpc": nameko(f"{HERE}.probe_services:run_rpc"),
            "waiting": nameko(f"{HERE}.probe_database:run"),
            "consumer": nameko(f"{HERE}.probe_services:run_consumer"),
            "forgetful": nameko(f"{HERE}.probe_services:run_forgetful"),
            "stock": nameko(f"{HERE}.probe_stock:run"),
        },
    )
