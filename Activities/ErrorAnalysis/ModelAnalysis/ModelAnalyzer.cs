using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>
/// Lets a model find the cause: it gets the error, what the rules found and the code of the frames, may look further
/// with a few tools, and answers by schema. An answer that cannot be used is asked for once more, then it is a failure.
/// </summary>
public sealed class ModelAnalyzer(
    IChatClient client, PatchBuilder patches, ModelAnalyzerOptions options, TimeProvider time) : IErrorAnalyzer
{
    private readonly OfflineAnalyzer _rules = new(time);

    /// <inheritdoc/>
    /// <exception cref="ModelException">The model cannot be asked, or its answer is of no use after a second
    /// try.</exception>
    public async Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request,
        IAnalysisContext context,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var rules = await _rules.AnalyzeAsync(request, context, cancellationToken);
        var prompt = new AnalysisPrompt(options);
        var talk = new CountingChatClient(client, context.Report);
        var messages = new List<ChatMessage>
        {
            new(ChatRole.System, prompt.System),
            new(ChatRole.User, prompt.User(request, rules, context)),
        };
        var answer = await AskWithToolsAsync(talk, messages, context, cancellationToken);
        var (result, faults) = await ReadAsync(answer, context, cancellationToken);
        if (faults.Count > 0)
        {
            context.Report("Asking the model to repair its answer");
            messages.Add(new ChatMessage(ChatRole.Assistant, Short(answer)));
            messages.Add(new ChatMessage(ChatRole.User, AnalysisPrompt.Repair(faults)));
            answer = await AskForJsonAsync(talk, messages, cancellationToken);
            var (second, secondFaults) = await ReadAsync(answer, context, cancellationToken);
            result = second ?? result;
            faults = secondFaults;
        }

        if (result is null)
        {
            throw new ModelException(
                ModelFailure.Malformed,
                $"The model '{talk.Model}' did not give a usable answer, also when asked again: {faults[0]}");
        }

        if (faults.Count > 0)
        {
            // The analysis is of use though its edits are not.
            result = result with
            {
                Edits = [],
                NoFixReason = $"The edits of the model could not be applied: {string.Join(" ", faults.Take(3))}",
            };
        }

        return result with
        {
            Model = talk.Notice is null ? talk.Model : $"{talk.Model} ({talk.Notice})",
            AffectedFiles = result.AffectedFiles.Count > 0 ? result.AffectedFiles : rules.AffectedFiles,
            Evidence = result.Evidence.Count > 0 ? result.Evidence : rules.Evidence,
            Usage = talk.Usage with { Elapsed = time.GetElapsedTime(started) },
        };
    }

    private async Task<(AnalysisResult? Result, IReadOnlyList<string> Faults)> ReadAsync(
        string answer,
        IAnalysisContext context,
        CancellationToken cancellationToken)
    {
        var (result, faults) = AnswerReader.Read(answer, context);
        if (result is null || result.Edits.Count == 0)
        {
            return (result, faults);
        }

        var patch = await patches.BuildAsync(context.Tree, result.Edits, cancellationToken);
        return (result, patch.Errors);
    }

    // The messages grow by what was called and answered.
    private async Task<string> AskWithToolsAsync(
        CountingChatClient talk, List<ChatMessage> messages, IAnalysisContext context,
        CancellationToken cancellationToken)
    {
        if (options.MaxToolRounds > 0)
        {
            var tools = new CodeTools(context, options);
            var caller = new FunctionInvokingChatClient(talk)
            {
                MaximumIterationsPerRequest = options.MaxToolRounds,
                FunctionInvoker = tools.InvokeAsync,
            };
            talk.Tools = tools.Functions;
            try
            {
                var response = await caller.GetResponseAsync(
                    messages, new ChatOptions { Tools = tools.Functions }, cancellationToken);
                messages.AddRange(response.Messages.SkipLast(1));
                return response.Messages.Count == 0 ? "" : response.Messages[^1].Text;
            }
            catch (ModelException e) when (e.Failure == ModelFailure.Rejected && talk.Usage.Calls == 0)
            {
                // Small local models have no tools; they still get the frames' code.
                talk.Tools = null;
            }
        }

        return (await talk.GetResponseAsync(messages, null, cancellationToken)).Text;
    }

    private static async Task<string> AskForJsonAsync(
        CountingChatClient talk, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            var format = ChatResponseFormat.ForJsonSchema(AnswerSchema.Element, AnswerSchema.Name);
            return (await talk.GetResponseAsync(
                messages, new ChatOptions { ResponseFormat = format }, cancellationToken)).Text;
        }
        catch (ModelException e) when (e.Failure == ModelFailure.Rejected)
        {
            // The endpoint knows no schemas; the prompt has it in words.
            return (await talk.GetResponseAsync(messages, null, cancellationToken)).Text;
        }
    }

    private static string Short(string answer) => answer.Length == 0 ? "(empty)" : answer.CutTo(8000, " [cut]");
}
