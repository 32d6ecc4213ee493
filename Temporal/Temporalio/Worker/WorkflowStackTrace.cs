namespace Temporalio.Worker;

/// <summary>Whether and how stack traces of workflows can be queried.</summary>
public enum WorkflowStackTrace
{
    /// <summary>They cannot; it costs nothing.</summary>
    None,

    /// <summary>They can, with files and lines.</summary>
    Normal,

    /// <summary>They can, without files and lines, which is faster.</summary>
    WithoutFileInfo,
}
