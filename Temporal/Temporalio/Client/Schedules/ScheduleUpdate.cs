using Temporalio.Common;

namespace Temporalio.Client.Schedules;

/// <summary>What a schedule shall be.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="TypedSearchAttributes">The schedule's own search attributes; null to leave them.</param>
public record ScheduleUpdate(Schedule Schedule, SearchAttributeCollection? TypedSearchAttributes = null);
