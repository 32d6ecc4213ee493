using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Lets a model grade an answer. How it grades is measured by answers whose grades are known, once for each model and
/// wording; what cannot be asked or read is no grade.
/// </summary>
public sealed class ModelGrader(
    ConversationLibrary library, CalibrationStore calibrations, ModelClients clients, ModelRegistry registry,
    TimeProvider time)
{
    private const int MaxTokens = 400;
    private const int MaxSource = 8000;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // Measured once in a process, whoever asks meanwhile.
    private readonly ConcurrentDictionary<string, Lazy<Task<Calibration?>>> _measuring = new();

    /// <summary>The model that grades; null when the rules do it alone.</summary>
    public string? Model => registry.ForStage(ChatModels.Grader)?.Model;

    /// <summary>Grades.</summary>
    /// <returns>Null when there is no grade.</returns>
    public async Task<ModelGrade?> GradeAsync(
        string question, string source, string answer, CancellationToken cancellationToken)
    {
        if (registry.ForStage(ChatModels.Grader) is not { } entry
            || clients.Find(ChatModels.Grader.Role, ChatModels.Grader.Use) is not { } client)
        {
            return null;
        }

        using var limit = new TimeLimit(s_limit, time, cancellationToken);
        try
        {
            var response = await client.GetResponseAsync(
                PromptWindow.Fit(
                    [
                        new(ChatRole.System, library.Rules.Prompts["grader"]),
                        new(ChatRole.User, string.Join(
                            "\n\n", DataBlock.Of("question", question), DataBlock.Of("source", source, MaxSource),
                            DataBlock.Of("answer", answer, MaxSource))),
                    ],
                    PromptWindow.Of(entry)),
                new ChatOptions { MaxOutputTokens = MaxTokens }, limit.Token);
            return JsonAnswer.Find(response.Text, ModelGrade.AxisNames[0]) is { } found ? ModelGrade.Of(found) : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is ModelException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How it grades, as far as that is known.</summary>
    public Task<Calibration?> KnownAsync(CancellationToken cancellationToken) =>
        Id is { } id ? calibrations.FindAsync(id, cancellationToken) : Task.FromResult<Calibration?>(null);

    /// <summary>Measures how it grades.</summary>
    /// <returns>Null when that is not known in time; it is measured on, for the next answer.</returns>
    public async Task<Calibration?> MeasureAsync(CancellationToken cancellationToken)
    {
        if (Id is not { } id)
        {
            return null;
        }

        // Not ended by the one who asked first: others wait for it.
        var measuring = _measuring.GetOrAdd(id, _ => new(() => MeasureAsync(id, library.Rules.Calibration.Pairs)));
        try
        {
            return await measuring.Value.WaitAsync(s_limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private string? Id => Model is { } model
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{model}\n{library.Rules.Prompts["grader"]}\n"
            + string.Join('\n', library.Rules.Calibration.Pairs.Select(p => $"{p.Question}\n{p.Source}\n{p.Answer}")))))
        : null;

    private async Task<Calibration?> MeasureAsync(string id, IReadOnlyList<GradedPair> pairs)
    {
        try
        {
            var graded = await Task.WhenAll(pairs.Select(async p => (
                Pair: p, Grade: await GradeAsync(p.Question, p.Source, p.Answer, CancellationToken.None))));
            var calibration = Calibration.Of(
                [.. graded.Where(g => g.Grade is not null).Select(g => (g.Pair, g.Grade!))]);
            await calibrations.KeepAsync(id, calibration, CancellationToken.None);
            return calibration;
        }
        finally
        {
            _measuring.TryRemove(id, out _);
        }
    }
}
