namespace Temporalio.Client.Schedules;

/// <summary>Numbers from one to another.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The last one allowed.</param>
/// <param name="Step">The distance between them.</param>
public record ScheduleRange(int Start, int End, int Step)
{
    /// <summary>Zero only.</summary>
    public static readonly ScheduleRange Zero = new(0);

    /// <summary>Makes a range of one number.</summary>
    /// <param name="start">The number.</param>
    public ScheduleRange(int start)
        : this(start, start, 1)
    {
    }

    /// <summary>Makes a range with a step of 1.</summary>
    /// <param name="start">The first.</param>
    /// <param name="end">The last.</param>
    public ScheduleRange(int start, int end)
        : this(start, end, 1)
    {
    }

    // Servers leave out an end that is the start and a step of 1.
    internal static ScheduleRange FromProto(Api.Schedule.V1.Range proto) =>
        new(proto.Start, Math.Max(proto.Start, proto.End), Math.Max(1, proto.Step));

    internal Api.Schedule.V1.Range ToProto() => new() { Start = Start, End = End, Step = Step };
}
