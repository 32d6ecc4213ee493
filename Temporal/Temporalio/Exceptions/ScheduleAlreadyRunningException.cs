namespace Temporalio.Exceptions;

/// <summary>A schedule of this id exists.</summary>
public class ScheduleAlreadyRunningException : FailureException
{
    /// <summary>Makes the exception.</summary>
    public ScheduleAlreadyRunningException()
        : base("Schedule already running")
    {
    }
}
