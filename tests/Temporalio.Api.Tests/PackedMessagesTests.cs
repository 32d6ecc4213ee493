using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Dependencies.Grpc.Health.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Update.V1;

namespace Temporalio.Api.Tests;

public class PackedMessagesTests
{
    [Fact]
    public void NameOf_EveryMessage_IsItsDescriptorsFullName()
    {
        var messages = typeof(Request).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && typeof(IMessage).IsAssignableFrom(t))
            .Select(t => (IMessage)Activator.CreateInstance(t)!)
            .ToArray();

        Assert.All(messages, m => Assert.Equal(m.Descriptor.FullName, PackedMessages.NameOf(m)));
        Assert.True(messages.Length > 500, $"{messages.Length} messages");
    }

    [Fact]
    public void Pack_Message_IsWhatProtobufPacks()
    {
        var message = new Acceptance { AcceptedRequestMessageId = "id", AcceptedRequestSequencingEventId = 7 };

        Assert.Equal(Any.Pack(message), PackedMessages.Pack(message));
        Assert.Equal(Any.Pack(new HealthCheckRequest()), PackedMessages.Pack(new HealthCheckRequest()));
        Assert.Equal(Any.Pack(new Duration { Seconds = 1 }), PackedMessages.Pack(new Duration { Seconds = 1 }));
    }

    [Fact]
    public void TryRead_MessageOfTheType_ReadsIt()
    {
        var message = new Acceptance { AcceptedRequestMessageId = "id" };

        Assert.True(Any.Pack(message, "elsewhere.example").TryRead<Acceptance>(out var read));
        Assert.Equal(message, read);
        Assert.False(Any.Pack(message).TryRead<Rejection>(out var other));
        Assert.Null(other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("temporal.api.update.v1.Request")]
    [InlineData("type.googleapis.com/x.temporal.api.update.v1.Request")]
    [InlineData("type.googleapis.com/temporal.api.update.v1.Requests")]
    public void Holds_OtherName_AgreesWithProtobuf(string url)
    {
        var any = new Any { TypeUrl = url };

        Assert.False(any.Is(Request.Descriptor));
        Assert.False(any.Holds<Request>());
    }

    [Fact]
    public void TryRead_DamagedMessage_Throws() =>
        Assert.Throws<InvalidProtocolBufferException>(() =>
            new Any { TypeUrl = "/temporal.api.failure.v1.Failure", Value = ByteString.CopyFrom(10, 200) }.TryRead<Failure.V1.Failure>(out _));
}
