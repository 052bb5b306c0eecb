"""What becomes of a report, told before it is sent in: the policy's numbers in plain sentences."""

from datetime import date

from texts.explanations import ENGLISH, INDONESIAN, Phrases
from texts.formats import InBoth, format_day, format_english_day
from workflows.procedure.model.enums import ClockName, ReportClass, Unit
from workflows.procedure.model.policy import Budget, Policy


def describe_journey(policy: Policy) -> list[InBoth]:
    """The steps of a complaint under `policy`, in order, each with its time limit."""
    settlement = policy.budget(ClockName.SETTLEMENT, ReportClass.COMPLAINT, supervisory=False)
    return [
        _step(
            policy.verification,
            "Pusat memeriksa laporan dan meneruskannya ke instansi yang berwenang, dalam {time}.",
            "The centre checks the report and sends it to the agency in charge, within {time}.",
        ),
        _step(
            policy.response,
            "Unit yang menangani memberi tanggapan pertama, dalam {time}.",
            "The unit in charge gives its first response, within {time}.",
        ),
        _step(
            settlement,
            "Pengaduan diselesaikan dalam {time}; permintaan informasi dan aspirasi lebih cepat.",
            "A complaint is settled within {time}; requests and suggestions sooner.",
        ),
        _step(
            policy.reply,
            "Anda menilai jawabannya: setuju, membalas, atau keberatan, dalam {time}.",
            "You judge the answer: agree, reply or object, within {time}.",
        ),
        {
            "id": "Tenggat yang terlampaui naik dengan sendirinya ke pimpinan, dan Anda diberi tahu.",
            "en": "A deadline that lapses goes up to superiors by itself, and you are told.",
        },
    ]


def describe_next_steps(policy: Policy, report_class: ReportClass, verified_by: str) -> list[InBoth]:
    """What comes next for a report that was just sent in: the day by which it is verified (ISO), then how
    long each further step may take."""
    day = date.fromisoformat(verified_by)
    settlement = policy.budget(ClockName.SETTLEMENT, report_class, supervisory=False)
    return [
        {
            "id": f"Paling lambat {format_day(day)} pusat memeriksa laporan Anda dan meneruskannya ke "
            "instansi yang berwenang.",
            "en": f"By {format_english_day(day)} the centre checks your report and sends it to the agency in "
            "charge.",
        },
        _step(
            policy.response,
            "Sejak diteruskan, unit yang menangani memberi tanggapan pertama dalam {time}.",
            "From then on the unit in charge gives its first response within {time}.",
        ),
        _step(
            settlement,
            "Jawaban akhir diberikan dalam {time} sejak diteruskan.",
            "The final answer comes within {time} from then on.",
        ),
        _step(
            policy.reply,
            "Setelah itu Anda punya {time} untuk menilai jawabannya: setuju, membalas, atau keberatan.",
            "After that you have {time} to judge the answer: agree, reply or object.",
        ),
    ]


def write_budget(budget: Budget) -> InBoth:
    """The budget in words: "3 hari kerja" and "3 working days"."""
    return {"id": _count(budget, INDONESIAN), "en": _count(budget, ENGLISH)}


def _count(budget: Budget, phrases: Phrases) -> str:
    one, many = phrases.units[Unit(budget.unit)]
    return f"{budget.budget} {one if budget.budget == 1 else many}"


def _step(budget: Budget, indonesian: str, english: str) -> InBoth:
    time = write_budget(budget)
    return {"id": indonesian.format(time=time["id"]), "en": english.format(time=time["en"])}
