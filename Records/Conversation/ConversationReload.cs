using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Data;

namespace OpsFlow.Records.Conversation;

/// <summary>Takes edits of the rules' files while the process runs.</summary>
public sealed partial class ConversationReload(ConversationLibrary library, ILogger<ConversationReload> logger)
    : FolderReload(library.Folder)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<DataFault> Read()
    {
        library.Reload();
        return library.Refused;
    }

    /// <inheritdoc/>
    protected override void OnTaken() => LogTaken(logger, library.Rules.Version);

    /// <inheritdoc/>
    protected override void OnRefused(string faults) => LogRefused(logger, faults);

    [LoggerMessage(1, LogLevel.Information, "The rules of conversations were read again: version {Version}")]
    private static partial void LogTaken(ILogger logger, string version);

    [LoggerMessage(2, LogLevel.Error, "Edited rules of conversations are not taken, those before count: {Faults}")]
    private static partial void LogRefused(ILogger logger, string faults);
}
