namespace OpsFlow.Platform.Runs;

/// <summary>What became of a row whose run is gone.</summary>
public enum RunClosing
{
    /// <summary>Nothing: it had moved on, or waits for nothing that another run could give it.</summary>
    None,

    /// <summary>It says that its run is gone, and can be retried.</summary>
    Failed,

    /// <summary>It waits for another run, with all that it has.</summary>
    Revived,
}
