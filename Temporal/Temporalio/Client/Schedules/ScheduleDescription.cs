using Temporalio.Api.WorkflowService.V1;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Client.Schedules;

/// <summary>A schedule as the server has it.</summary>
public class ScheduleDescription
{
    private readonly Lazy<SearchAttributeCollection> _searchAttributes;
    private readonly Lazy<IReadOnlyDictionary<string, IEncodedRawValue>> _memo;

    /// <summary>Makes a description.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="rawDescription">What the server sent.</param>
    /// <param name="dataConverter">Converts the memo.</param>
    protected internal ScheduleDescription(
        string id, Schedule schedule, DescribeScheduleResponse rawDescription, DataConverter dataConverter)
    {
        Id = id;
        Schedule = schedule;
        Info = ScheduleInfo.FromProto(rawDescription.Info ?? new());
        _searchAttributes = new(() => rawDescription.SearchAttributes is { } sa
            ? SearchAttributeCollection.FromProto(sa)
            : SearchAttributeCollection.Empty);
        _memo = new(() => (rawDescription.Memo?.Fields ?? []).ToDictionary(
            f => f.Key, IEncodedRawValue (f) => new EncodedRawValue(dataConverter, f.Value)));
    }

    /// <summary>The schedule's id.</summary>
    public string Id { get; }

    /// <summary>What it has done and will do.</summary>
    public ScheduleInfo Info { get; }

    /// <summary>The schedule.</summary>
    public Schedule Schedule { get; }

    /// <summary>The schedule's own search attributes.</summary>
    public SearchAttributeCollection TypedSearchAttributes => _searchAttributes.Value;

    /// <summary>The schedule's own memo; values are converted when asked for.</summary>
    public IReadOnlyDictionary<string, IEncodedRawValue> Memo => _memo.Value;
}
