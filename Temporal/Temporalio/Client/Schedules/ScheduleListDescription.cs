using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Client.Schedules;

/// <summary>A schedule as the server lists it; a little behind what <see cref="ScheduleHandle.DescribeAsync"/> says.
/// </summary>
public class ScheduleListDescription
{
    private readonly Lazy<SearchAttributeCollection> _searchAttributes;
    private readonly Lazy<IReadOnlyDictionary<string, IEncodedRawValue>> _memo;

    /// <summary>Makes a description.</summary>
    /// <param name="rawEntry">What the server sent.</param>
    /// <param name="dataConverter">Converts the memo.</param>
    protected internal ScheduleListDescription(Api.Schedule.V1.ScheduleListEntry rawEntry, DataConverter dataConverter)
    {
        Id = rawEntry.ScheduleId;
        if (rawEntry.Info is { } info)
        {
            Schedule = ScheduleListSchedule.FromProto(info);
            Info = ScheduleListInfo.FromProto(info);
        }

        _searchAttributes = new(() => rawEntry.SearchAttributes is { } sa
            ? SearchAttributeCollection.FromProto(sa)
            : SearchAttributeCollection.Empty);
        _memo = new(() => (rawEntry.Memo?.Fields ?? []).ToDictionary(
            f => f.Key, IEncodedRawValue (f) => new EncodedRawValue(dataConverter, f.Value)));
    }

    /// <summary>The schedule's id.</summary>
    public string Id { get; }

    /// <summary>The schedule; null with servers that do not list it.</summary>
    public ScheduleListSchedule? Schedule { get; }

    /// <summary>What it has done and will do; null with servers that do not list it.</summary>
    public ScheduleListInfo? Info { get; }

    /// <summary>The schedule's own search attributes.</summary>
    public SearchAttributeCollection TypedSearchAttributes => _searchAttributes.Value;

    /// <summary>The schedule's own memo; values are converted when asked for.</summary>
    public IReadOnlyDictionary<string, IEncodedRawValue> Memo => _memo.Value;
}
