"""The same SMS as a Celery task with an ETA. Runs in an environment that has Celery and nothing of ours.

``python celery_tasks.py COUNT SECONDS LONGEST`` schedules up to COUNT of them for SECONDS from now, gives up after
LONGEST, and says ``{"scheduled": ..., "seconds": ..., "eta": ...}``.
"""

import json
import os
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from celery import Celery

app = Celery("bench", broker=os.environ["BROKER_URL"])
app.conf.update(task_ignore_result=True, task_acks_late=True, broker_connection_retry_on_startup=True)
_open = []


@app.task(name="bench.remind")
def remind(key):
    if not _open:
        place = urlsplit(os.environ["PROVIDER_URL"])
        _open.append(HTTPConnection(place.hostname, place.port, timeout=10))
    form = {"to": "48501700100", "message": "Jutro 12:00 wizyta", "from": "Dentoro", "idx": key, "check_idx": "1"}
    _open[0].request("POST", "/sms.do", urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
    _open[0].getresponse().read()


def schedule(count, seconds, longest):
    began = time.monotonic()
    eta = datetime.now(UTC) + timedelta(seconds=seconds)
    done = 0
    while done < count and time.monotonic() - began < longest:
        remind.apply_async((str(uuid.uuid4()),), eta=eta)
        done += 1
    return {"scheduled": done, "seconds": time.monotonic() - began, "eta": eta.timestamp()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schedule(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))) + "\n")
