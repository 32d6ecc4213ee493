using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Converters;

public class TransferTypeTests
{
    [TemporalTransferTypeConverter(typeof(MoneyConverter))]
    public sealed record Money(decimal Amount, string Currency);

    public sealed class MoneyConverter : ITemporalTransferTypeConverter
    {
        public Type TransferType => typeof(string);

        public object? ToTransferType(object? value) => value is Money m ? $"{m.Amount} {m.Currency}" : null;

        public object? FromTransferType(object? transferType) =>
            transferType is string s ? new Money(decimal.Parse(s.Split(' ')[0]), s.Split(' ')[1]) : null;
    }

    [TemporalTransferTypeConverter(typeof(BoxConverter<>))]
    public sealed class Box<T>
    {
        public T? Inside { get; init; }
    }

    public sealed class BoxConverter<T> : ITemporalTransferTypeConverter
    {
        public Type TransferType => typeof(T);

        public object? ToTransferType(object? value) => ((Box<T>)value!).Inside;

        public object? FromTransferType(object? transferType) => new Box<T> { Inside = (T?)transferType };
    }

    [TemporalTransferTypeConverter(typeof(string))]
    public sealed class Wrong;

    [Workflow]
    public class Pay
    {
        [WorkflowRun]
        public async Task<Money> RunAsync(Money money) => money with { Amount = money.Amount * 2 };
    }

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_ArgumentAndResult_TravelAsTheOtherType(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Pay>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Pay wf) => wf.RunAsync(new(21, "EUR")), s.NewWorkflow());
            Assert.Equal(new Money(42, "EUR"), await handle.GetResultAsync());
            var history = await handle.FetchHistoryAsync();
            Assert.Equal(
                "\"21 EUR\"",
                history.Events.First().WorkflowExecutionStartedEventAttributes.Input.Payloads_[0].Data.ToStringUtf8());
        });

    [Fact]
    public void ToPayload_GenericType_GetsItsArguments()
    {
        var converter = DataConverter.Default.PayloadConverter;
        var payload = converter.ToPayload(new Box<int> { Inside = 5 });
        Assert.Equal("5", payload.Data.ToStringUtf8());
        Assert.Equal(5, converter.ToValue<Box<int>>(payload).Inside);
        Assert.Throws<InvalidOperationException>(() => converter.ToPayload(new Wrong()));
    }

    [Fact]
    public void PayloadValidationError_IsNotRetried()
    {
        var error = PayloadValidationError.CreateException(new { Field = "x" });
        Assert.Equal("PayloadValidationError", error.ErrorType);
        Assert.True(error.NonRetryable);
        Assert.Equal(1, error.Details.Count);
        Assert.IsAssignableFrom<ApplicationFailureException>(error);
    }
}
