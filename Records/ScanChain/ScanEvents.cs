using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>
/// The numbers of a scan's events: fixed, so that whatever is repeated writes the same one. A retry of a failed scan
/// begins a hundred further on, as numbers only grow.
/// </summary>
public static class ScanEvents
{
    /// <summary>A retry begins; what was said of the failed stage is void.</summary>
    public const int Reset = 5;

    /// <summary>The user is asked what it is.</summary>
    public const int NeedsInput = 12;

    /// <summary>The user said it.</summary>
    public const int InputReceived = 13;

    /// <summary>All that was removed after a while.</summary>
    public const int Snapshot = 50;

    /// <summary>The answer is there.</summary>
    public const int Done = 51;

    /// <summary>A stage failed.</summary>
    public const int Failed = 52;

    /// <summary>The run was canceled.</summary>
    public const int Canceled = 53;

    private const int PerAttempt = 100;

    /// <summary>The beginning of a stage.</summary>
    public static int BeginOf(ScanStage stage) => (int)stage * 10;

    /// <summary>The end of a stage.</summary>
    public static int EndOf(ScanStage stage) => BeginOf(stage) + 1;

    /// <summary>The event's place in the stream.</summary>
    public static long At(int attempt, int number) => ((attempt - 1) * PerAttempt) + number;

    /// <summary>The number of the event that ends a stream.</summary>
    public static int OfEnd(ScanState state) => state switch
    {
        ScanState.Done => Done,
        ScanState.Failed => Failed,
        ScanState.Canceled => Canceled,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
