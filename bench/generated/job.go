// The main job by the client that OpenAPI Generator makes for Go: job http://127.0.0.1:8080
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"rangefinder"
)

const neither32BitsNorADouble = 9007199254740993

var background = context.Background()

func check(holds bool, what ...any) {
	if !holds {
		log.Fatal(what...)
	}
}

// Ends the program with what the service said.
func must[T any](answer T, failure error) T {
	if problem, ok := failure.(*rangefinder.GenericOpenAPIError); ok {
		log.Fatal(problem, " ", string(problem.Body()))
	}
	check(failure == nil, failure)
	return answer
}

func sweep(start, end float64, iterations int64) *rangefinder.AskedSweep {
	asked := rangefinder.NewAskedSweep()
	asked.SetStartLr(start)
	asked.SetEndLr(end)
	asked.SetIterations(iterations)
	return asked
}

func managed(client *rangefinder.APIClient, dataset string) {
	perceptron := rangefinder.NewPerceptron(rangefinder.MLP)
	perceptron.Hidden = []int32{16}
	architecture := rangefinder.PerceptronAsArchitecture(perceptron)
	sgd := rangefinder.NewSgd(rangefinder.SGD)
	sgd.SetMomentum(0.9)
	submission := rangefinder.NewManagedSubmission(
		*rangefinder.NewWorkload(dataset, rangefinder.ArchitectureAsModel(&architecture), rangefinder.SgdAsOptimizer(sgd), 16))
	submission.SetSweep(*sweep(1e-4, 2, 200))
	submission.SetSeed(neither32BitsNorADouble)
	submitted, _, failure := client.RangeTestsAPI.SubmitRangeTest(background).
		Submission(rangefinder.ManagedSubmissionAsSubmission(submission)).Execute()
	must(submitted, failure)
	check(submitted.Seed == neither32BitsNorADouble, "seed ", submitted.Seed)
	over := submitted
	for over.EndedAt == nil {
		over, _, failure = client.RangeTestsAPI.GetRangeTest(background, submitted.Id).Prefer("wait=60").Execute()
		must(over, failure)
	}
	check(over.State == rangefinder.SUCCEEDED, over.State)
	found, _, failure := client.RangeTestsAPI.SearchRangeTests(background).Dataset(dataset).Optimizer("sgd").BatchSize(16).Execute()
	check(must(found, failure).Items[0].Id == over.Id, "not found")
	curve, _, failure := client.RangeTestsAPI.GetCurve(background, over.Id).Execute()
	check(must(curve, failure).Repeats[0].Loss[0].Float64 != nil, "no loss")
	recommendation, _, failure := client.RangeTestsAPI.GetRecommendation(background, over.Id).Execute()
	check(must(recommendation, failure).MaxLr > recommendation.BaseLr, recommendation)
	schedule, _, failure := client.RangeTestsAPI.GetSchedule(background, over.Id).Policy("triangular2").Iterations(100).From(5).Count(10).Execute()
	check(must(schedule, failure).Policy == "triangular2" && len(schedule.Rates) == 10, schedule)
	events, _, failure := client.RangeTestsAPI.GetEvents(background, over.Id).Execute()
	check(strings.Contains(must(events, failure), "event: end"), events)
	fmt.Println("managed:", recommendation.Verdict, recommendation.BaseLr, "to", recommendation.MaxLr)
}

func reported(client *rangefinder.APIClient) {
	name := "ours"
	workload := rangefinder.NewReportedWorkload("a net of ours", 32, 100)
	workload.Model = &rangefinder.ReportedModel{String: &name}
	submission := rangefinder.NewReportedSubmission(rangefinder.REPORTED, *workload)
	submission.SetSweep(*sweep(1e-4, 1, 100))
	submitted, _, failure := client.RangeTestsAPI.SubmitRangeTest(background).
		Submission(rangefinder.ReportedSubmissionAsSubmission(submission)).Execute()
	must(submitted, failure)
	report := rangefinder.NewRangeTestReport()
	for i := int64(0); i <= 40; i++ {
		loss, none := 2-float64(i)/50, rangefinder.NA_N
		number := rangefinder.Float64AsExtendedNumber(&loss)
		if i == 40 {
			number = rangefinder.NonFiniteAsExtendedNumber(&none)
		}
		report.Observations = append(report.Observations, *rangefinder.NewReportedObservation(i, number))
	}
	answer, _, failure := client.RangeTestsAPI.ReportObservations(background, submitted.Id).RangeTestReport(*report).Execute()
	check(must(answer, failure).Stop && *answer.Reason == "not_finite", answer)
	curve, _, failure := client.RangeTestsAPI.GetCurve(background, submitted.Id).Execute()
	check(*must(curve, failure).Repeats[0].Loss[40].NonFinite == rangefinder.NA_N, "no NaN")
	fmt.Println("reported: stopped by a NaN")
}

func uploaded(client *rangefinder.APIClient) string {
	file := must(os.CreateTemp("", "points-*.csv"))
	defer os.Remove(file.Name())
	fmt.Fprintln(file, "x,y,label")
	for i := 0; i < 400; i++ {
		fmt.Fprintf(file, "%d,%d,%t\n", i%7, i%5, i%7 > i%5)
	}
	file.Seek(0, 0)
	dataset, _, failure := client.DataSetsAPI.UploadDataSet(background).Name("points-generated-go").Format("csv").
		Train([]*os.File{file}).Label("label").Header(true).TestShare("0.25").Seed(neither32BitsNorADouble).Execute()
	check(must(dataset, failure).TrainSamples == 300, dataset)
	return dataset.Name
}

func kept(client *rangefinder.APIClient) {
	policy := rangefinder.NewCosineRestartsPolicy(rangefinder.COSINE_RESTARTS, 0.1, 50)
	policy.SetTMult(2)
	submission := rangefinder.NewScheduleSubmission(rangefinder.CosineRestartsPolicyAsPolicy(policy))
	submission.SetIterations(150)
	stored, _, failure := client.SchedulesAPI.KeepSchedule(background).ScheduleSubmission(*submission).Execute()
	check(must(stored, failure).Schedule.CosineRestartsPolicy.EtaMax == 0.1, stored)
	rates, _, failure := client.SchedulesAPI.GetRates(background, stored.Id).Count(3).Execute()
	check(must(rates, failure).Rates[0] == 0.1, rates)
	fmt.Println("kept:", stored.Id)
}

func refused(client *rangefinder.APIClient) {
	_, response, failure := client.RangeTestsAPI.GetRangeTest(background, "00000000-0000-7000-8000-000000000000").Execute()
	check(failure != nil && response.StatusCode == 404, "found what is not there")
	fmt.Println("refused: 404")
}

func main() {
	configuration := rangefinder.NewConfiguration()
	configuration.Servers = rangefinder.ServerConfigurations{{URL: os.Args[1]}}
	client := rangefinder.NewAPIClient(configuration)
	managed(client, uploaded(client))
	reported(client)
	kept(client)
	refused(client)
}
