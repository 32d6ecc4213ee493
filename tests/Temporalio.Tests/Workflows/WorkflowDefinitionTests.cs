using Temporalio.Activities;
using Temporalio.Converters;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workflows;

public class WorkflowDefinitionTests
{
    [Workflow]
    public interface IShop
    {
        [WorkflowRun]
        Task RunAsync();
    }

    [Workflow]
    public class Good : IShop
    {
        [WorkflowQuery]
        public int Number => 1;

        [WorkflowRun]
        public Task RunAsync() => Task.CompletedTask;

        [WorkflowSignal]
        public Task DoItAsync() => Task.CompletedTask;

        [WorkflowQuery("other")]
        public int Named() => 2;

        [WorkflowUpdate]
        public Task<int> ChangeAsync() => Task.FromResult(1);
    }

    [Fact]
    public void Create_Names_FollowTheRules()
    {
        Assert.Equal("Shop", WorkflowDefinition.Create<IShop>().Name);
        Assert.False(WorkflowDefinition.Create<IShop>().Instantiable);
        var good = WorkflowDefinition.Create<Good>();
        Assert.Equal("Good", good.Name);
        Assert.Equal(["DoIt"], good.Signals.Keys);
        Assert.Equal(["Number", "other"], good.Queries.Keys.Order());
        Assert.Equal(["Change"], good.Updates.Keys);
        Assert.Equal("else", WorkflowDefinition.Create(typeof(Good), "else", null).Name);
    }

    [Workflow]
    public class Bad
    {
        [WorkflowRun]
        public void Run()
        {
        }

        [WorkflowSignal]
        public static Task StaticAsync() => Task.CompletedTask;

        [WorkflowQuery]
        public Task<int> QueryAsync() => Task.FromResult(1);

        [WorkflowUpdate]
        public int Update() => 1;

        [WorkflowUpdateValidator("Nothing")]
        public void Validate()
        {
        }

        [WorkflowSignal("__temporal_own")]
        public Task ReservedAsync() => Task.CompletedTask;
    }

    [Fact]
    public void Create_ManyErrors_ReportsThemAll()
    {
        var e = Assert.Throws<AggregateException>(() => WorkflowDefinition.Create<Bad>());
        Assert.Equal(6, e.InnerExceptions.Count);
        Assert.All(e.InnerExceptions, i => Assert.IsType<ArgumentException>(i));
    }

    [Fact]
    public void Create_WithoutAttribute_Throws() =>
        Assert.Throws<AggregateException>(() => WorkflowDefinition.Create<string>());

    [Activity]
    internal static Task TaskNameAsync() => Task.CompletedTask;

    [Activity]
    internal static int PlainAsync() => 1;

    [Activity("given")]
    internal static void Named(int a, string b = "x")
    {
    }

    [Fact]
    public async Task ActivityDefinition_Names_FollowTheRules()
    {
        Assert.Equal("TaskName", ActivityDefinition.Create(TaskNameAsync).Name);
        Assert.Equal("PlainAsync", ActivityDefinition.Create(PlainAsync).Name);
        var named = ActivityDefinition.Create(Named);
        Assert.Equal("given", named.Name);
        Assert.Equal(1, named.RequiredParameterCount);
        Assert.Null(await named.InvokeAsync([1]));
        await Assert.ThrowsAsync<ArgumentException>(() => named.InvokeAsync([]));

        [Activity]
        static void Local()
        {
        }

        Assert.Equal("Local", ActivityDefinition.Create(Local).Name);
        Assert.Throws<ArgumentException>(() => ActivityDefinition.Create([Activity] () => 1));
        Assert.Equal("lambda", ActivityDefinition.Create([Activity("lambda")] () => 1).Name);
        Assert.Throws<ArgumentException>(() => ActivityDefinition.Create(() => 1));
        Assert.Throws<ArgumentException>(() => ActivityDefinition.Create(
            null, typeof(void), [typeof(string)], 1, _ => null));
        Assert.True(ActivityDefinition.Create(null, typeof(void), [typeof(IRawValue[])], 1, _ => null).Dynamic);
    }
}
