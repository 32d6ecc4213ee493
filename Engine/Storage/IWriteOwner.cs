namespace OpsFlow.Engine.Storage;

/// <summary>Whose writes build on each other: after a failed one, the later ones must not be made.</summary>
internal interface IWriteOwner
{
    /// <summary>A write failed; what is in memory is ahead of the disk and must be thrown away.</summary>
    bool HasFailed { get; set; }
}
