using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Signals, updates and queries.</summary>
internal sealed partial class WorkflowInstance
{
    private readonly LinkedList<Handler> _handlers = new();
    private readonly List<ReceivedSignal> _bufferedSignals = [];

    private WorkflowSignalDefinition? _dynamicSignal;

    /// <inheritdoc/>
    public WorkflowSignalDefinition? DynamicSignal
    {
        get => _dynamicSignal;
        set
        {
            _dynamicSignal = value;
            if (value is not null)
            {
                DrainSignals(_ => true);
            }
        }
    }

    private static bool IsReserved(string name) =>
        name.StartsWith(HandlerMethods.ReservedPrefix, StringComparison.Ordinal);

    /// <summary>Finds a handler among the run's own, or among those of its class if it never asked for its own.</summary>
    private static T? Find<T>(IDictionary<string, T>? own, IReadOnlyDictionary<string, T> defined, string name)
        where T : class =>
        (own is null ? defined.TryGetValue(name, out var found) : own.TryGetValue(name, out found)) ? found : null;

    private void DrainSignals(Predicate<ReceivedSignal> which)
    {
        var drained = _bufferedSignals.FindAll(which);
        _bufferedSignals.RemoveAll(which);
        drained.ForEach(ApplySignal);
    }

    private void ApplySignal(ReceivedSignal signal)
    {
        var definition = Find(_signals, Definition.Signals, signal.Name) is { } named
            ? named
            : IsReserved(signal.Name) ? null : _dynamicSignal;
        if (definition is null)
        {
            _bufferedSignals.Add(signal);
            return;
        }

        object?[] args;
        try
        {
            args = DecodeArgs(
                definition.Method, signal.Args, $"signal {signal.Name}", definition.Dynamic ? signal.Name : null);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "Failed decoding signal {SignalName}, dropping the signal", signal.Name);
            return;
        }

        var handler = _handlers.AddLast(new Handler(signal.Name, null, definition.UnfinishedPolicy));
        _ = QueueNewTaskAsync(() => RunTopLevelAsync(async () =>
        {
            try
            {
                EnsureInstance();
                await Inbound.HandleSignalAsync(new(signal.Name, definition, args, signal.Headers))
                    .ConfigureAwait(true);
            }
            finally
            {
                _handlers.Remove(handler);
            }
        }));
    }

    private void ApplyUpdate(ActivationJob.DoUpdate job)
    {
        var info = new WorkflowUpdateInfo(job.Id, job.Name);
        _ = QueueNewTaskAsync(() => RunTopLevelAsync(async () =>
        {
            _currentUpdate.Value = info;
            EnsureInstance();
            var definition = Find(_updates, Definition.Updates, job.Name) is { } named
                ? named
                : IsReserved(job.Name) ? null : DynamicUpdate;
            if (definition is null)
            {
                var known = string.Join(" ", Updates.Keys.Order(StringComparer.Ordinal));
                AddCommand(new WorkflowCommand.RejectUpdate(job.ProtocolInstanceId, ToFailure(
                    new InvalidOperationException(
                        $"Update handler for {job.Name} expected but not found, known updates: [{known}]"))));
                return;
            }

            if (TryValidate(job, definition) is not { } args)
            {
                return;
            }

            AddCommand(new WorkflowCommand.AcceptUpdate(job.ProtocolInstanceId));
            var handler = _handlers.AddLast(new Handler(job.Name, job.Id, definition.UnfinishedPolicy));
            try
            {
                var result = await Inbound
                    .HandleUpdateAsync(new(job.Id, job.Name, definition, args, job.Headers)).ConfigureAwait(true);
                AddCommand(new WorkflowCommand.CompleteUpdate(
                    job.ProtocolInstanceId, PayloadConverter.ToPayload(result)));
            }
            catch (Exception e) when (IsFailure(e))
            {
                AddCommand(new WorkflowCommand.RejectUpdate(job.ProtocolInstanceId, ToFailure(e)));
            }
            finally
            {
                _handlers.Remove(handler);
            }
        }));
    }

    /// <summary>Validates an update, or only decodes it on replay, when it is known to have been accepted.</summary>
    /// <returns>The arguments for the handler, or null if the update was refused.</returns>
    private object?[]? TryValidate(ActivationJob.DoUpdate job, WorkflowUpdateDefinition definition)
    {
        var dynamicName = definition.Dynamic ? job.Name : null;
        var what = $"update {job.Name}";
        var commands = _commands.Count;
        _inQueryOrValidator = true;
        try
        {
            if (job.RunValidator && definition.ValidatorMethod is not null)
            {
                var validatorArgs = DecodeArgs(definition.ValidatorMethod, job.Input, what, dynamicName);
                Inbound.ValidateUpdate(new(job.Id, job.Name, definition, validatorArgs, job.Headers));
            }

            // Decoded again, so that a validator cannot change what the handler gets.
            return DecodeArgs(definition.Method, job.Input, what, dynamicName);
        }
        catch (Exception e) when (_commands.Count == commands)
        {
            AddCommand(new WorkflowCommand.RejectUpdate(job.ProtocolInstanceId, ToFailure(e)));
            commands = _commands.Count;
            return null;
        }
        finally
        {
            _inQueryOrValidator = false;
            if (_commands.Count != commands)
            {
                _activationException ??= new InvalidOperationException(
                    $"Update validator for {job.Name} created workflow commands");
            }
        }
    }

    private void ApplyQuery(ActivationJob.Query job)
    {
        // Straight onto the scheduler, as the read-only check must not stop the library itself.
        _ = TaskFactory.StartNew(() =>
        {
            var commands = _commands.Count;
            try
            {
                _inQueryOrValidator = true;
                WorkflowCommand.AnswerQuery answer;
                try
                {
                    answer = new(job.Id, AnswerQuery(job), null);
                }
                catch (Exception e)
                {
                    answer = new(job.Id, null, ToFailure(e));
                }

                if (_commands.Count != commands)
                {
                    throw new InvalidOperationException($"Query handler for {job.Name} created workflow commands");
                }

                AddCommand(answer);
            }
            catch (Exception e)
            {
                _activationException ??= e;
            }
            finally
            {
                _inQueryOrValidator = false;
            }
        }, CancellationToken.None);
    }

    private Payload AnswerQuery(ActivationJob.Query job)
    {
        if (Find(_queries, Definition.Queries, job.Name) is not { } definition)
        {
            switch (job.Name)
            {
                case "__stack_trace" when _details.StackTrace != WorkflowStackTrace.None:
                    return PayloadConverter.ToPayload(GetStackTrace());
                case "__temporal_workflow_metadata":
                    return Converters.DataConverter.Default.PayloadConverter.ToPayload(GetMetadata());
            }

            definition = IsReserved(job.Name) || job.Name == "__stack_trace" ? null : DynamicQuery;
        }

        if (definition is null)
        {
            var known = string.Join(" ", Queries.Keys.Order(StringComparer.Ordinal));
            throw new InvalidOperationException(
                $"Query handler for {job.Name} expected but not found, known queries: [{known}]");
        }

        EnsureInstance();
        var args = DecodeArgs(
            definition.Method, job.Args, $"query {job.Name}", definition.Dynamic ? job.Name : null);
        return PayloadConverter.ToPayload(
            Inbound.HandleQuery(new(job.Id, job.Name, definition, args, job.Headers)));
    }

    private Api.Sdk.V1.WorkflowMetadata GetMetadata()
    {
        var definition = new Api.Sdk.V1.WorkflowDefinition { Type = Info.WorkflowType };
        Add(definition.QueryDefinitions, Queries.Values.Append(DynamicQuery).OfType<WorkflowQueryDefinition>()
            .Select(d => (d.Name, d.Description)));
        Add(definition.SignalDefinitions, Signals.Values.Append(DynamicSignal).OfType<WorkflowSignalDefinition>()
            .Select(d => (d.Name, d.Description)));
        Add(definition.UpdateDefinitions, Updates.Values.Append(DynamicUpdate).OfType<WorkflowUpdateDefinition>()
            .Select(d => (d.Name, d.Description)));
        return new() { Definition = definition, CurrentDetails = CurrentDetails };

        static void Add(
            Google.Protobuf.Collections.RepeatedField<Api.Sdk.V1.WorkflowInteractionDefinition> to,
            IEnumerable<(string? Name, string? Description)> definitions) =>
            to.AddRange(definitions.OrderBy(d => d.Name, StringComparer.Ordinal).Select(
                d => new Api.Sdk.V1.WorkflowInteractionDefinition
                {
                    Name = d.Name ?? "",
                    Description = d.Description ?? "",
                }));
    }

    private sealed record ReceivedSignal(
        string Name, IReadOnlyList<Payload> Args, IReadOnlyDictionary<string, Payload>? Headers);

    private sealed record Handler(string Name, string? UpdateId, HandlerUnfinishedPolicy Policy);
}
