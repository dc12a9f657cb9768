"""The timetable: which site is due when. It only enqueues."""
