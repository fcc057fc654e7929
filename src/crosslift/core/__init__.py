"""What every room stands on: clock, money, refusals, audit, events, jobs, paging. No business words."""
