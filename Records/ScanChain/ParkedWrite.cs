using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>A write of a reward that is tried again by a schedule.</summary>
public sealed class ParkedWrite
{
    /// <summary>The scan.</summary>
    public string ScanId { get; set; } = "";

    /// <summary>What is to be written.</summary>
    public ScanWrite Kind { get; set; }

    /// <summary>Why it did not succeed.</summary>
    public string Error { get; set; } = "";

    /// <summary>How often the schedule has tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is tried next, in Unix milliseconds.</summary>
    public long DueAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
