"""What of an event a replay can't see, and why that tells nothing of what happened to a report.

All of it is seen beside the archive's copy of the history, and by the hashes of archive and bundle.
"""

import re
from functools import cache

ENGINES_OWN = "the engine's own bookkeeping, which no code of a report reads"
WHO_WORKED = "which program carried a task out; whoever decided stands in the request, and in the fact"
HOW_CARRIED_OUT = "where and how patiently the engine was to carry something out"
WHEN_WRITTEN = "when the engine wrote it down, to a second; what gives a report its time is a task's start"
HOW_IT_FAILED = "in what words something failed that was then done again"
NO_USE = "what the report had no use for: with any other value the same facts follow"
DERIVED = "what a record was told beside its facts is made of them, and compared with the record itself"

NEVER: tuple[tuple[str, str], ...] = (
    (r"\w+\.(task_id|version|worker_may_ignore)", ENGINES_OWN),
    (r"\w+\.event_group_markers\[\]\..*", ENGINES_OWN),
    (r".*\.(request_id|control|build_id_redirect_counter|history_size_bytes)", ENGINES_OWN),
    (r"workflow_execution_started\.(prev_auto_reset_points|parent_)\S*", ENGINES_OWN),
    (r"workflow_execution_started\.(initiator|eager_execution_accepted)", ENGINES_OWN),
    (r"workflow_execution_completed\.new_execution_run_id", ENGINES_OWN),
    (r"workflow_execution_continued_as_new\.initiator", ENGINES_OWN),
    (
        r"workflow_execution_signaled\.(skip_generate_workflow_task|external_workflow_execution\.run_id)",
        ENGINES_OWN,
    ),
    (r"signal_external_workflow_execution_initiated\.child_workflow_only", ENGINES_OWN),
    (r"workflow_task_failed\.(base_run_id|new_run_id|fork_event_version)", ENGINES_OWN),
    (r"marker_recorded\.details\{data\}\.payloads\[\]\.(metadata.*|data\.activation_index)", ENGINES_OWN),
    (
        r"workflow_execution_started.*indexed_fields\{(ReportClass|TrackingNumber)\}\.metadata\{type\}.*",
        ENGINES_OWN,
    ),
    (r".*\.identity", WHO_WORKED),
    (r".*\.(worker_version|sdk_metadata|metering_metadata)\..*", WHO_WORKED),
    (r".*\.(binary_checksum|inherited_build_id|inherit_build_id|use_workflow_build_id)", WHO_WORKED),
    (r".*\.(worker_deployment_name|worker_deployment_version|versioning_behavior)", WHO_WORKED),
    (r".*\.(initial_versioning_behavior|target_worker_deployment_version_changed)", WHO_WORKED),
    (r".*\.(task_queue|priority|retry_policy)\..*", HOW_CARRIED_OUT),
    (r"(?!timer_started)\w+\.\w+_timeout", HOW_CARRIED_OUT),
    (r"\w+\.(attempt|cron_schedule|first_workflow_task_backoff)", HOW_CARRIED_OUT),
    (r"(?!workflow_task_started)\w+\.event_time", WHEN_WRITTEN),
    (
        r"marker_recorded\.details\{data\}\.payloads\[\]\.data\.(attempt|original_schedule_time\..*)",
        WHEN_WRITTEN,
    ),
    (r"(marker_recorded|workflow_task_failed)\.(failure\..*|cause)", HOW_IT_FAILED),
    (r"activity_task_started\.last_failure\..*", HOW_IT_FAILED),
    (r"workflow_task_timed_out\.timeout_type", HOW_IT_FAILED),
    (
        r"workflow_execution_started\.input\.payloads\[\]\.data\.intake\.centre\.(agency|approval|name)",
        NO_USE,
    ),
    # Only a merge reads it, and the golden merges are from before requests had it.
    (r"workflow_execution_(signaled|update_accepted)\..*\.data\.protocol", NO_USE),
    (
        r"activity_task_scheduled\.input\.payloads\[\]\.data\.(row|tasks\[\]|notices\[\]|lapses\[\])\..*",
        DERIVED,
    ),
    (r"activity_task_scheduled\.input\.payloads\[\]\.data\.(calendar_version|region|holder)", DERIVED),
)
"""Patterns of paths that no replay sees, wherever they are."""

NOT_ALWAYS: tuple[tuple[str, str], ...] = (
    (r"workflow_task_started\.event_time", "tasks that write no fact give no fact its time"),
    (r".*\.data\.looked_up\..*", "only what a decision is about is looked at"),
    (r"(marker_recorded\.details\{result\}|activity_task_completed\.result)\.payloads\[\]\.data\..*", NO_USE),
    (r"marker_recorded\.details\{data\}\.payloads\[\]\.data\.complete_time\..*", NO_USE),
    (
        r"workflow_execution_signaled\.input\.payloads\[\]\.data\.decision\..*",
        "what was refused was not done",
    ),
    (r"workflow_execution_signaled\.input\.payloads\[\]\.data\.into", "news that change nothing"),
    (
        r"workflow_execution_update_accepted\..*\.data\.units\.\S+",
        "an act names the successors of all units, and a report follows that of its own",
    ),
    (r".*\.data\.decision\.to", "whom a name means was looked up beside it, and that counts"),
    (r"workflow_execution_started\.input\.payloads\[\]\.data\.continue_after", "nobody got as far as that"),
)
"""Patterns of paths that a replay sees only where something came of them."""


def reason(path: str) -> str | None:
    """Why an edit there may go unseen; null where it may not."""
    return next((why for pattern, why in (*NEVER, *NOT_ALWAYS) if re.fullmatch(pattern, path)), None)


@cache
def is_never_seen(path: str) -> bool:
    """Whether an edit there is seen nowhere."""
    return any(re.fullmatch(pattern, path) for pattern, _ in NEVER)


@cache
def is_seen_at_times(path: str) -> bool:
    """Whether an edit there is seen where something came of it."""
    return any(re.fullmatch(pattern, path) for pattern, _ in NOT_ALWAYS)
