using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>Counts what the calls of one analysis use and cost.</summary>
internal sealed class CountingChatClient(IChatClient client, Action<string> report)
    : DelegatingChatClient(client)
{
    /// <summary>The model as the endpoint names it.</summary>
    public string Model { get; private set; } =
        client.GetService<ChatClientMetadata>()?.DefaultModelId ?? "model";

    /// <summary>Why another model answered than the one that was wanted.</summary>
    public string? Notice { get; private set; }

    public AnalysisUsage Usage { get; private set; } = AnalysisUsage.None;

    /// <summary>
    /// Stay declared when none may be called any more: endpoints refuse histories with calls of unknown tools. Null
    /// declares none.
    /// </summary>
    public IList<AITool>? Tools { get; set; }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        report(Usage.Calls == 0 ? "Asking the model" : $"Asking the model, call {Usage.Calls + 1}");
        if (Tools is { } tools && options?.Tools is not { Count: > 0 })
        {
            options = options?.Clone() ?? new ChatOptions();
            (options.Tools, options.ToolMode) = (tools, ChatToolMode.None);
        }

        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        Model = string.IsNullOrEmpty(response.ModelId) ? Model : response.ModelId;
        if (response.Notice() is { } notice)
        {
            report(notice);
            Notice = notice;
        }

        var (input, output) = (response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        Usage = Usage with
        {
            InputTokens = Usage.InputTokens + input,
            OutputTokens = Usage.OutputTokens + output,
            Calls = Usage.Calls + 1,
            Cost = Usage.Cost + response.Cost(),
        };
        return response;
    }
}
