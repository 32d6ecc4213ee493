using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Tests.Common;

public class ExpressionUtilTests
{
    private readonly Inner _field = new("of the object");

    private static string Shared { get; } = "shared";

    private static Inner Broken => throw new InvalidOperationException("getter");

    [Fact]
    public void ExtractCall_ArgumentsOfEveryKind_AreWhatTheCompilerMakesOfThem()
    {
        var number = 7;
        int? nothing = null;
        var inner = new Inner("captured");
        var date = new DateTime(2020, 2, 3, 0, 0, 0, DateTimeKind.Utc);
        Expression<Action>[] calls =
        [
            () => Take("constant"),
            () => Take(number),
            () => Take(number + 1),
            () => Take((long)number),
            () => Take((int?)number),
            () => Take(nothing),
            () => Take(_field.Text),
            () => Take(inner.Text.Length),
            () => Take(Shared),
            () => Take(string.Empty),
            () => Take(date.Year),
            () => Take($"{number} of {inner.Text}"),
            () => Take($"{number}{number}{number}{number}{number}"),
            () => Take(new Inner($"made of {number}")),
            () => Take(new Inner("initialised") { Other = number }),
            () => Take(new[] { number, 2 }),
            () => Take(Math.Max(number, 3)),
            () => Take(inner.With(number)),
            () => Take(default(DateTime)),
            () => Take(new DateTime()),
            () => Take((Base)inner),
            () => Take((Inner)(object)inner),
            () => Take(number > 3 ? inner.Text : Shared),
        ];
        foreach (var call in calls)
        {
            var argument = ((MethodCallExpression)call.Body).Arguments.Single();
            var expected = Expression.Lambda<Func<object?>>(argument).Compile()();
            var actual = Assert.Single(ExpressionUtil.ExtractCall(call).Args);
            Assert.Equal(expected, actual);
            Assert.Equal(expected?.GetType(), actual?.GetType());
        }
    }

    [Fact]
    public void ExtractCall_ArgumentThrows_ThrowsTheSameUnwrapped()
    {
        Inner? none = null;
        Assert.Throws<NullReferenceException>(() => ExpressionUtil.ExtractCall(() => Take(none!.Text)));
        Assert.Throws<NullReferenceException>(() => ExpressionUtil.ExtractCall(() => Take(none!.With(1))));
        Assert.Equal("getter", Assert.Throws<InvalidOperationException>(
            () => ExpressionUtil.ExtractCall(() => Take(Broken.Text))).Message);
        Assert.Equal("constructor", Assert.Throws<InvalidOperationException>(
            () => ExpressionUtil.ExtractCall(() => Take(new Inner(1)))).Message);
        Assert.Throws<InvalidCastException>(() => ExpressionUtil.ExtractCall(() => Take((string)(object)1)));
    }

    [Fact]
    public void ExtractCall_MethodOfAStruct_ChangesTheStructInPlace()
    {
        var counter = default(Counter);
        var (_, args) = ExpressionUtil.ExtractCall(() => Take(counter.Next()));
        Assert.Equal([1], args);
        Assert.Equal(1, counter.Count);
    }

    [Fact]
    public void ExtractCall_Arguments_AreEvaluatedOnceAndInOrder()
    {
        var log = new List<int>();
        ExpressionUtil.ExtractCall(() => TakeTwo(Log(log, 1).Text, Log(log, 2).Text.Length + 1));
        Assert.Equal([1, 2], log);
    }

    private static Inner Log(List<int> log, int number)
    {
        log.Add(number);
        return new($"{number}");
    }

    private static void Take(object? value) => _ = value;

    private static void TakeTwo(object? one, object? two) => _ = (one, two);

    private record Base;

    private sealed record Inner(string Text) : Base
    {
        public Inner(int number)
            : this($"{number}") => throw new InvalidOperationException("constructor");

        public int Other { get; init; }

        public string With(int number) => $"{Text} {number}";
    }

    private struct Counter
    {
        public int Count { get; private set; }

        public int Next() => ++Count;
    }
}
