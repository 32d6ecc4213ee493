using OpsFlow.Domain.CodeAnalysis.Fixes;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>
/// Finds the cause by rules, without a model: the frames of the application, what the failing line depends on,
/// generators of generated code, and a search for the names in the message. Proposes only fixes that do no
/// harm by their form.
/// </summary>
public sealed partial class OfflineAnalyzer(TimeProvider time) : IErrorAnalyzer
{
    private const string Name = "rules";
    private const int MaxFramesUsed = 12;
    private const int MaxFileBytes = 1024 * 1024;

    /// <inheritdoc/>
    public async Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request,
        IAnalysisContext context,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        context.Report("Reading the stack trace");
        var trace = StackTraceParser.Parse(request);
        var main = trace.Exceptions[0];
        var facts = ErrorClassifier.Classify(
            main.Type,
            main.Message.Length > 0 ? main.Message : request.Message,
            main.Frames is [var innermost, ..] ? innermost.Function : string.Empty);
        var board = new SuspectBoard(context);
        var mapper = new FrameMapper(
            context.Tree.Files, request.SourceRoot, context.ReadFile, context.Tree.Links);
        var work = new Work(request, trace, facts, board, mapper, context);

        context.Report("Looking at the code of the frames");
        var frames = ScoreFrames(work);
        if (frames.Count > 0)
        {
            await FollowDataAsync(work, frames, cancellationToken);
        }

        if (IsFromGeneratedCode(work, frames))
        {
            context.Report("Looking for the code generator");
            ScoreGenerators(work, frames, cancellationToken);
        }

        context.Report("Searching the code");
        await SearchAsync(work, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        var top = frames.Count > 0 ? frames[0] : null;
        var missing = mapper.Missing(main, trace.Language);
        var fix = missing is not null ? SafeFix.None(RuleTexts.Missing(missing))
            : top is null ? SafeFix.None(RuleWords.NoFrameInRepository) : Fix(work, top);
        var files = board.Ranked();
        var evidence = board.RankedEvidence();
        var commits = top is { Line: > 0 } ? await HistoryAsync(context, top, cancellationToken) : [];
        return new AnalysisResult
        {
            Analyzer = Name,
            RootCause = RuleTexts.RootCause(facts, main, top, missing, files, board),
            Confidence = Confidence(work, frames, files, fix, missing),
            Severity = RuleTexts.Severity(facts),
            AffectedFiles = files,
            Evidence = evidence,
            Explanation = RuleTexts.Explanation(facts, files, fix, commits),
            Edits = fix.Edits,
            NoFixReason = fix.Edits.Count > 0 ? null : fix.Reason,
            Usage = AnalysisUsage.None with { Elapsed = time.GetElapsedTime(started) },
        };
    }

    // Only for the very statement that failed: what its caller should have given it is not known by rule.
    private static SafeFix Fix(Work work, MappedFrame frame) =>
        work.Context.Tree.Read(frame.Path, MaxFileBytes).Content is { } content
            && SourceEncoding.NameOf(content) is { } encoding
            ? SafeFix.None(RuleTexts.OtherEncoding(frame.Path, encoding))
        : frame.IsVendored ? SafeFix.None(RuleWords.CodeOfLibrary)
        : work.Board.Structure(frame.Path) is not { } code ? SafeFix.None(RuleWords.FrameUnreadable)
        : frame.Line < 1 ? SafeFix.None(RuleWords.LineUnknown)
        : frame.Line > code.Lines.Count ? SafeFix.None(RuleWords.LineNotThere)
        : SafeFixes.Propose(work.Facts, code, frame.Path, frame.Line, work.Trace.Exceptions[0].Message);

    private static Task<IReadOnlyList<CommitInfo>> HistoryAsync(
        IAnalysisContext context,
        MappedFrame frame,
        CancellationToken cancellationToken) =>
        context.HistoryAsync(frame.Path, Math.Max(1, frame.Line - 3), frame.Line + 3, 3, cancellationToken);

    private static double Confidence(
        Work work,
        IReadOnlyList<MappedFrame> frames,
        IReadOnlyList<AffectedFile> files,
        SafeFix fix,
        MissingFrame? missing)
    {
        if (files.Count == 0)
        {
            return 0.05;
        }

        var value = frames.Count == 0 ? 0.15 : 0.45;
        value += work.Facts.Kind == ErrorKind.Unknown ? -0.1 : 0.05;
        value += frames.Count > 0 && files[0].Path == frames[0].Path ? 0.1 : -0.1;
        value += files.Count > 1 && files[1].Score > 0.85 ? -0.1 : 0;
        value += fix.Edits.Count > 0 ? 0.15 : 0;
        value -= missing is null ? 0 : 0.3;
        return Math.Round(Math.Clamp(value, 0.05, 0.8), 2);
    }

    /// <summary>What all steps of one analysis share.</summary>
    private sealed record Work(
        AnalysisRequest Request,
        ParsedTrace Trace,
        ErrorFacts Facts,
        SuspectBoard Board,
        FrameMapper Mapper,
        IAnalysisContext Context);
}
