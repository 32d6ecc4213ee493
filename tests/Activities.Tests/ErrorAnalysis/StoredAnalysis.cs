using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.Tests.ErrorAnalysis;

/// <summary>An analysis whose fix waits for a decision, in a store of its own.</summary>
internal sealed class StoredAnalysis : IAsyncDisposable
{
    public const string BaseCommit = "base00000001";

    private readonly TempFolder _folder = new();
    private readonly Database _database;
    private readonly EventStore _events;

    private StoredAnalysis()
    {
        var signals = new EventSignals();
        _database = new Database(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        _events = new EventStore(_database, signals, TimeProvider.System);
        Analyses = new AnalysisStore(
            _database, _events, signals, new RunStartStore(_database, TimeProvider.System), TimeProvider.System);
        Servers = new ServerStore(
            _database, new SecretProtector(new EphemeralDataProtectionProvider()), TimeProvider.System);
    }

    public AnalysisStore Analyses { get; }

    public ServerStore Servers { get; }

    public string Folder => _folder.Path;

    public string Id { get; private set; } = "";

    public RoundKey Key => new(Id, "run-1", 1);

    public Patch Patch { get; } = new(
        BaseCommit, [new PatchedFile("a.txt", "fixed\n", PatchMatch.Exact)], "diff", new string('b', 64));

    public static async Task<StoredAnalysis> CreateAsync(Func<ServerRecord, ServerRecord>? change = null)
    {
        var made = new StoredAnalysis();
        var server = new ServerRecord
        {
            Id = "s1",
            Name = "web",
            RepositoryUrl = "https://github.com/team/web",
            Hosts = ["*"],
            SlackChannel = "C07OPS",
            Token = "token-of-the-tests",
        };
        await made.Servers.SaveAsync(change is null ? server : change(server), default);
        var report = new ErrorReport { ServerName = "web", ErrorType = "E", Message = "closes #3, says @jun" };
        var accepted = await made.Analyses.AcceptAsync(
            server, report, "f", null, id => RunStart.Of(id, "ErrorAnalysis", "error-analysis", id), default);
        made.Id = accepted.AnalysisId;
        await made.EnterAsync(AnalysisState.Cloning);
        await made.Analyses.KeepBaseAsync(made.Key, new RoundBase("trunk", BaseCommit), default);
        await made.Analyses.KeepResultAsync(
            made.Key,
            new AnalysisResult
            {
                Analyzer = "rules",
                RootCause = "why",
                Confidence = 0.5,
                Severity = AnalysisSeverity.Medium,
                Edits = [new CodeEdit("a.txt", "one", "fixed")],
            },
            default);
        await made.Analyses.KeepPatchAsync(
            made.Key,
            new PreparedPatch(
                made.Patch, made.Patch.Hash, new VerificationResult(VerificationOutcome.Proven, "red, then green")),
            default);
        await made.EnterAsync(AnalysisState.AwaitingApproval);
        return made;
    }

    public Task EnterAsync(AnalysisState state, string? detail = null)
    {
        var decision = state is AnalysisState.Publishing or AnalysisState.Published
            ? new Decision(DecisionKind.Approve, "jun", "slack", Patch.Hash)
            : null;
        return Analyses.ChangeStateAsync(new StateChange(Key, state, detail, decision), default);
    }

    public async Task<AnalysisRecord> RecordAsync() => (await Analyses.FindAsync(Id, default))!;

    public async Task<ServerRecord> ServerAsync() => (await Servers.FindAsync("s1", default))!;

    /// <summary>What people are told of steps.</summary>
    public async Task<IReadOnlyList<string>> ProgressAsync() =>
    [
        .. (await _events.ReadAsync(AnalysisStore.StreamOf(Id), 0, default)).Where(e => e.Kind == "progress")
            .Select(e => JsonNode.Parse(e.Data)!["text"]!.ToString()),
    ];

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
