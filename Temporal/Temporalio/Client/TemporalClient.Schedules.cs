using System.Runtime.CompilerServices;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Client.Schedules;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Schedules.</content>
public partial class TemporalClient
{
    /// <inheritdoc/>
    public Task<ScheduleHandle> CreateScheduleAsync(
        string scheduleId, Schedules.Schedule schedule, ScheduleOptions? options = null) =>
        OutboundInterceptor.CreateScheduleAsync(new(scheduleId, schedule, options));

    /// <inheritdoc/>
    public ScheduleHandle GetScheduleHandle(string scheduleId) => new(this, scheduleId);

    /// <inheritdoc/>
    public IAsyncEnumerable<ScheduleListDescription> ListSchedulesAsync(ScheduleListOptions? options = null) =>
        OutboundInterceptor.ListSchedulesAsync(new(options));

    private sealed partial class Impl
    {
        /// <inheritdoc/>
        public override async Task<ScheduleHandle> CreateScheduleAsync(CreateScheduleInput input)
        {
            CheckState(input.Schedule.State);
            var options = input.Options;
            var request = new CreateScheduleRequest
            {
                Namespace = Namespace,
                ScheduleId = input.Id,
                Schedule = await input.Schedule.ToProtoAsync(Namespace, client.Options.DataConverter).ConfigureAwait(false),
                Identity = Identity,
                RequestId = Guid.NewGuid().ToString(),
                SearchAttributes = options?.TypedSearchAttributes is { Count: > 0 } sa ? sa.ToProto() : null,
            };
            foreach (var (name, value) in options?.Memo ?? new Dictionary<string, object>())
            {
                request.Memo ??= new Memo();
                request.Memo.Fields.Add(
                    name, await client.Options.DataConverter.ToPayloadAsync(value).ConfigureAwait(false));
            }

            if (options is not null && (options.TriggerImmediately || options.Backfills.Count > 0))
            {
                request.InitialPatch = new()
                {
                    TriggerImmediately = options.TriggerImmediately
                        ? new() { OverlapPolicy = input.Schedule.Policy.Overlap }
                        : null,
                    BackfillRequest = { options.Backfills.Select(b => b.ToProto()) },
                };
            }

            try
            {
                await client.WorkflowService.CreateScheduleAsync(request, DefaultRetryOptions(options?.Rpc))
                    .ConfigureAwait(false);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.AlreadyExists)
            {
                throw new ScheduleAlreadyRunningException();
            }

            return new(client, input.Id);
        }

        /// <inheritdoc/>
        public override IAsyncEnumerable<ScheduleListDescription> ListSchedulesAsync(ListSchedulesInput input) =>
            ListAsync(input);

        /// <inheritdoc/>
        public override Task BackfillScheduleAsync(BackfillScheduleInput input) => input.Backfills.Count == 0
            ? throw new ArgumentException("At least one backfill is required")
            : PatchAsync(
                input.Id, new() { BackfillRequest = { input.Backfills.Select(b => b.ToProto()) } }, input.RpcOptions);

        /// <inheritdoc/>
        public override Task DeleteScheduleAsync(DeleteScheduleInput input) =>
            client.WorkflowService.DeleteScheduleAsync(
                new() { Namespace = Namespace, ScheduleId = input.Id, Identity = Identity },
                DefaultRetryOptions(input.RpcOptions));

        /// <inheritdoc/>
        public override async Task<ScheduleDescription> DescribeScheduleAsync(DescribeScheduleInput input)
        {
            var response = await client.WorkflowService.DescribeScheduleAsync(
                new() { Namespace = Namespace, ScheduleId = input.Id },
                DefaultRetryOptions(input.RpcOptions)).ConfigureAwait(false);
            var schedule = await Schedules.Schedule.FromProtoAsync(
                response.Schedule, Namespace, client.Options.DataConverter).ConfigureAwait(false);
            return new(input.Id, schedule, response, client.Options.DataConverter);
        }

        /// <inheritdoc/>
        public override Task PauseScheduleAsync(PauseScheduleInput input) =>
            PatchAsync(input.Id, new() { Pause = input.Note ?? "Paused via .NET SDK" }, input.RpcOptions);

        /// <inheritdoc/>
        public override Task TriggerScheduleAsync(TriggerScheduleInput input) => PatchAsync(
            input.Id,
            new() { TriggerImmediately = new() { OverlapPolicy = input.Options?.Overlap ?? default } },
            input.Options?.Rpc);

        /// <inheritdoc/>
        public override Task UnpauseScheduleAsync(UnpauseScheduleInput input) =>
            PatchAsync(input.Id, new() { Unpause = input.Note ?? "Unpaused via .NET SDK" }, input.RpcOptions);

        /// <inheritdoc/>
        public override async Task UpdateScheduleAsync(UpdateScheduleInput input)
        {
            var description = await client.OutboundInterceptor.DescribeScheduleAsync(
                new(input.Id, input.RpcOptions)).ConfigureAwait(false);
            if (await input.Updater(new(description)).ConfigureAwait(false) is not { } update)
            {
                return;
            }

            CheckState(update.Schedule.State);
            // No conflict token: with a stale one servers drop the change without a word.
            await client.WorkflowService.UpdateScheduleAsync(
                new()
                {
                    Namespace = Namespace,
                    ScheduleId = input.Id,
                    Schedule = await update.Schedule.ToProtoAsync(Namespace, client.Options.DataConverter)
                        .ConfigureAwait(false),
                    SearchAttributes = update.TypedSearchAttributes?.ToProto(),
                    Identity = Identity,
                    RequestId = Guid.NewGuid().ToString(),
                },
                DefaultRetryOptions(input.RpcOptions)).ConfigureAwait(false);
        }

        private static void CheckState(Schedules.ScheduleState state)
        {
            if (state.LimitedActions != (state.RemainingActions > 0))
            {
                throw new ArgumentException(
                    "LimitedActions must be true if and only if RemainingActions is more than zero");
            }
        }

        private Task PatchAsync(string id, SchedulePatch patch, RpcOptions? rpc) =>
            client.WorkflowService.PatchScheduleAsync(
                new()
                {
                    Namespace = Namespace,
                    ScheduleId = id,
                    Patch = patch,
                    Identity = Identity,
                    RequestId = Guid.NewGuid().ToString(),
                },
                DefaultRetryOptions(rpc));

        private async IAsyncEnumerable<ScheduleListDescription> ListAsync(
            ListSchedulesInput input, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var (rpc, source) = DefaultRetryOptions(input.Options?.Rpc).WithAdditionalCancellationToken(cancellationToken);
            using var disposed = source;
            var request = new ListSchedulesRequest { Namespace = Namespace, Query = input.Options?.Query ?? "" };
            do
            {
                var page = await client.WorkflowService.ListSchedulesAsync(request, rpc).ConfigureAwait(false);
                foreach (var entry in page.Schedules)
                {
                    yield return new(entry, client.Options.DataConverter);
                }

                request.NextPageToken = page.NextPageToken;
            }
            while (request.NextPageToken != ByteString.Empty);
        }
    }
}
