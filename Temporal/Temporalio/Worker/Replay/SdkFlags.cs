namespace Temporalio.Worker.Replay;

/// <summary>
/// The flags by which a history says what logic wrote it. A replay uses exactly the logic that history names; a new task
/// uses the newest and says so.
/// </summary>
internal sealed class SdkFlags
{
    /// <summary>Ids and types of activities and children are compared with history, not only their kind.</summary>
    public const uint IdAndTypeDeterminismChecks = 1;

    /// <summary>Each new patch marker is followed by a search attribute that lists all patches.</summary>
    public const uint UpsertSearchAttributeOnPatch = 2;

    /// <summary>A command after the one that ends the workflow is kept and put before it.</summary>
    public const uint MoveTerminalCommands = 3;

    /// <summary>The workflow layer puts the last command that ends the run at the end; only old histories have it.</summary>
    public const uint ReorderWorkflowCompletion = 1;

    /// <summary>The workflow layer applies all jobs before it runs the scheduler.</summary>
    public const uint ModernEventLoop = 2;

    private static readonly uint[] AllCore =
        [IdAndTypeDeterminismChecks, UpsertSearchAttributeOnPatch, MoveTerminalCommands];

    private FlagSet _recordedCore;
    private FlagSet _recordedLang;
    private FlagSet _newCore;
    private FlagSet _newLang;

    public FlagSet Lang => _recordedLang;

    public string? SdkName { get; private set; }

    public string? SdkVersion { get; private set; }

    /// <summary>Takes over what a completed task recorded.</summary>
    public void Add(Api.Sdk.V1.WorkflowTaskCompletedMetadata? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        _recordedCore.UnionWith(metadata.CoreUsedFlags);
        _recordedLang.UnionWith(metadata.LangUsedFlags);
        SdkName = metadata.SdkName.Length > 0 ? metadata.SdkName : SdkName;
        SdkVersion = metadata.SdkVersion.Length > 0 ? metadata.SdkVersion : SdkVersion;
    }

    /// <summary>Whether to use a flag's logic.</summary>
    public bool TryUse(uint coreFlag, bool replaying)
    {
        if (_recordedCore.Contains(coreFlag))
        {
            return true;
        }

        if (!replaying)
        {
            _newCore.Add(coreFlag);
        }

        return !replaying;
    }

    public void UseLang(uint flag)
    {
        if (!_recordedLang.Contains(flag))
        {
            _newLang.Add(flag);
        }
    }

    /// <summary>A run's first task records every flag, so that no later task has to.</summary>
    public void UseAllCore() => _newCore.UnionWith(AllCore.Where(f => !_recordedCore.Contains(f)));

    /// <summary>What to record with the next completion.</summary>
    public Api.Sdk.V1.WorkflowTaskCompletedMetadata ToMetadata(string sdkName, string sdkVersion) => new()
    {
        CoreUsedFlags = { _newCore.All },
        LangUsedFlags = { _newLang.All },
        SdkName = sdkName == SdkName ? "" : sdkName,
        SdkVersion = sdkVersion == SdkVersion ? "" : sdkVersion,
    };

    /// <summary>To be called when a completion was accepted, as it is in history now.</summary>
    public void MarkRecorded(Api.Sdk.V1.WorkflowTaskCompletedMetadata metadata)
    {
        Add(metadata);
        _newCore.ExceptWith(metadata.CoreUsedFlags);
        _newLang.ExceptWith(metadata.LangUsedFlags);
    }
}
