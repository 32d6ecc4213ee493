using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>
/// Lets a model find the cause: it gets the error, what the rules found and the code of the frames, may look further with a few
/// tools, and answers by schema. An answer that cannot be used is asked for once more, then it is a failure.
/// </summary>
public sealed class ModelAnalyzer(
    IChatClient client,
    string model,
    PatchBuilder patches,
    ModelAnalyzerOptions options,
    PriceTable prices,
    TimeProvider time) : IErrorAnalyzer
{
    private readonly OfflineAnalyzer _rules = new(time);

    /// <inheritdoc/>
    /// <exception cref="LlmException">The model cannot be asked, or its answer is of no use after a second try.</exception>
    public async Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request,
        IAnalysisContext context,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var rules = await _rules.AnalyzeAsync(request, context, cancellationToken);
        var prompt = new AnalysisPrompt(options);
        var talk = new Talk(client, model, prices)
        {
            Messages =
            {
                new ChatMessage(ChatRole.System, prompt.System),
                new ChatMessage(ChatRole.User, prompt.User(request, rules, context)),
            },
        };
        var answer = await AskWithToolsAsync(talk, context, cancellationToken);
        var (result, faults) = await ReadAsync(answer, context, cancellationToken);
        if (faults.Count > 0)
        {
            context.Report("Asking the model to repair its answer");
            talk.Messages.Add(new ChatMessage(ChatRole.Assistant, Short(answer)));
            talk.Messages.Add(new ChatMessage(ChatRole.User, AnalysisPrompt.Repair(faults)));
            answer = await AskForJsonAsync(talk, cancellationToken);
            var (second, secondFaults) = await ReadAsync(answer, context, cancellationToken);
            result = second ?? result;
            faults = secondFaults;
        }

        if (result is null)
        {
            throw new LlmException(
                LlmFailure.Malformed, $"The model '{talk.Model}' did not give a usable answer, also when asked again: {faults[0]}");
        }

        if (faults.Count > 0)
        {
            // The analysis is of use though its edits are not.
            result = result with { Edits = [], NoFixReason = $"The edits of the model could not be applied: {string.Join(" ", faults.Take(3))}" };
        }

        return result with
        {
            Model = talk.Model,
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

    private async Task<string> AskWithToolsAsync(Talk talk, IAnalysisContext context, CancellationToken cancellationToken)
    {
        var tools = new CodeTools(context, options);
        var canCall = options.MaxToolRounds > 0;
        for (var round = 0; ; round++)
        {
            var mayCall = canCall && round < options.MaxToolRounds;
            context.Report(round == 0 ? "Asking the model" : $"Asking the model, round {round + 1}");
            ChatResponse response;
            try
            {
                response = await talk.AskAsync(
                    new ChatOptions
                    {
                        // Tools stay declared when none may be called any more: endpoints refuse histories with unknown tools.
                        Tools = canCall ? CodeTools.Declarations : null,
                        ToolMode = mayCall ? ChatToolMode.Auto : ChatToolMode.None,
                    },
                    cancellationToken);
            }
            catch (LlmException e) when (e.Failure == LlmFailure.Rejected && canCall && round == 0)
            {
                // Small local models have no tools; they still get the frames' code.
                canCall = false;
                continue;
            }

            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0 || !mayCall)
            {
                return response.Text;
            }

            talk.Messages.AddRange(response.Messages);
            var results = new List<AIContent>();
            for (var i = 0; i < calls.Count; i++)
            {
                context.Report($"The model calls {calls[i].Name}");
                var text = i < options.MaxCallsPerRound
                    ? await tools.CallAsync(calls[i], cancellationToken) : "Too many calls at once; this one was not made.";
                results.Add(new FunctionResultContent(calls[i].CallId, text));
            }

            talk.Messages.Add(new ChatMessage(ChatRole.Tool, results));
        }
    }

    private static async Task<string> AskForJsonAsync(Talk talk, CancellationToken cancellationToken)
    {
        try
        {
            var format = ChatResponseFormat.ForJsonSchema(AnswerSchema.Element, AnswerSchema.Name);
            return (await talk.AskAsync(new ChatOptions { ResponseFormat = format }, cancellationToken)).Text;
        }
        catch (LlmException e) when (e.Failure == LlmFailure.Rejected)
        {
            // The endpoint knows no schemas; the prompt has it in words.
            return (await talk.AskAsync(new ChatOptions(), cancellationToken)).Text;
        }
    }

    private static string Short(string answer) => answer.Length > 8000 ? answer[..8000] + " [cut]" : answer.Length == 0 ? "(empty)" : answer;

    /// <summary>The messages so far and what they cost.</summary>
    private sealed class Talk(IChatClient client, string model, PriceTable prices)
    {
        public List<ChatMessage> Messages { get; } = [];

        public string Model { get; private set; } = model;

        public AnalysisUsage Usage { get; private set; } = AnalysisUsage.None;

        public async Task<ChatResponse> AskAsync(ChatOptions options, CancellationToken cancellationToken)
        {
            var response = await client.GetResponseAsync(Messages, options, cancellationToken);
            Model = string.IsNullOrEmpty(response.ModelId) ? Model : response.ModelId;
            var (input, output) = (response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
            Usage = Usage with
            {
                InputTokens = Usage.InputTokens + input,
                OutputTokens = Usage.OutputTokens + output,
                Calls = Usage.Calls + 1,
                Cost = Usage.Cost + prices.Cost(Model, input, output),
            };
            return response;
        }
    }
}
